import { Button, NativeSelect } from '@mantine/core';
import IconDownload from '@tabler/icons-react/dist/esm/icons/IconDownload.mjs';
import IconPlayerRecord from '@tabler/icons-react/dist/esm/icons/IconPlayerRecord.mjs';
import IconPlayerStop from '@tabler/icons-react/dist/esm/icons/IconPlayerStop.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Connection, connectionQuery } from '../../api/connections.ts';
import {
  clearDebugLog,
  type DebugFilter,
  debugDownload,
  debugEntriesKey,
  startDebugLog,
  stopDebugLog,
} from '../../api/debug-log.ts';
import { announce } from '../../components/announcer.tsx';
import { Card } from '../../components/card.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { useNow } from '../../components/now.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { StatusWord } from '../../components/status-word.tsx';
import { clockTime, duration } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import classes from './debug-tab.module.css';

const choices = [5, 15, 30, 60];
const firstChoice = 15;

interface DebugControlProps {
  connection: Connection;
  filter: DebugFilter;
  hasEntries: boolean;
}

/** Starts and stops recording, with the time that is left; download and clear. */
export function DebugControl({ connection, filter, hasEntries }: DebugControlProps) {
  const { id, name, debugUntil } = connection;
  const now = useNow();
  const queries = useQueryClient();
  const [minutes, setMinutes] = useState(firstChoice);
  const [isClearing, setClearing] = useState(false);
  const refetch = () => queries.invalidateQueries({ queryKey: connectionQuery(id).queryKey, exact: true });
  const start = useMutation({
    mutationFn: () => startDebugLog(id, minutes),
    onSuccess: (changed) => {
      queries.setQueryData(connectionQuery(id).queryKey, changed);
      announce(text('debug.started', { n: minutes }));
    },
  });
  const stop = useMutation({
    mutationFn: () => stopDebugLog(id),
    onSuccess: async () => {
      await refetch();
      announce(text('debug.stopped'));
    },
  });
  const clear = useMutation({
    mutationFn: () => clearDebugLog(id),
    onSettled: () => setClearing(false),
    onSuccess: () => queries.invalidateQueries({ queryKey: debugEntriesKey(id) }),
  });
  const leftMs = debugUntil === null ? 0 : Date.parse(debugUntil) - now;
  const isRecording = leftMs > 0;
  const trouble = start.error ?? stop.error ?? clear.error;
  return (
    <Card
      title={text('debug.title')}
      aside={
        hasEntries && (
          <>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} />}
              component="a"
              href={debugDownload(id, filter)}
              download
            >
              {text('debug.download')}
            </Button>
            <Button size="xs" variant="default" leftSection={<IconTrash size={14} />} onClick={() => setClearing(true)}>
              {text('debug.clear')}
            </Button>
          </>
        )
      }
    >
      <div className={classes.control}>
        <div className={classes.words}>
          {isRecording && debugUntil ? (
            <StatusWord tone="busy" icon={<IconPlayerRecord size={15} stroke={2} />}>
              {text('debug.recording', { left: duration(leftMs), time: clockTime(debugUntil, now) })}
            </StatusWord>
          ) : (
            <StatusWord tone="off" icon={<IconPlayerStop size={15} stroke={2} />}>
              {text('debug.off')}
            </StatusWord>
          )}
          <p>{text('debug.about')}</p>
        </div>
        <div className={classes.actions}>
          {isRecording ? (
            <Button
              variant="default"
              leftSection={<IconPlayerStop size={16} stroke={1.75} />}
              loading={stop.isPending}
              onClick={() => stop.mutate()}
            >
              {text('debug.stop')}
            </Button>
          ) : (
            <>
              <NativeSelect
                aria-label={text('debug.minutes')}
                value={String(minutes)}
                data={choices.map((n) => ({ value: String(n), label: text('debug.minutes.choice', { n }) }))}
                onChange={({ currentTarget: { value } }) => setMinutes(Number(value))}
              />
              <Button
                leftSection={<IconPlayerRecord size={16} stroke={1.75} />}
                loading={start.isPending}
                onClick={() => start.mutate()}
              >
                {text('debug.start', { n: minutes })}
              </Button>
            </>
          )}
        </div>
      </div>
      {trouble && (
        <div className={classes.problem}>
          <ProblemNotice title={text('debug.change.failed')} error={trouble} />
        </div>
      )}
      {isClearing && (
        <Confirm
          title={text('debug.clear.title', { name })}
          action={text('debug.clear')}
          danger
          busy={clear.isPending}
          onConfirm={() => clear.mutate()}
          onCancel={() => setClearing(false)}
        >
          {text('debug.clear.text')}
        </Confirm>
      )}
    </Card>
  );
}
