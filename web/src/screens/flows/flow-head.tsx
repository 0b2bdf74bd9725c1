import { Button, Menu, Switch } from '@mantine/core';
import IconClock from '@tabler/icons-react/dist/esm/icons/IconClock.mjs';
import IconPlayerPlayFilled from '@tabler/icons-react/dist/esm/icons/IconPlayerPlayFilled.mjs';
import { useState } from 'react';
import type { Flow } from '../../api/flows.ts';
import { useMayEdit } from '../../components/may-edit.ts';
import { RowMenu } from '../../components/row-menu.tsx';
import { text } from '../../texts/text.ts';
import { DeleteFlow } from './delete-flow.tsx';
import type { useChangeFlow, useStartRun } from './flow-actions.ts';
import classes from './flow-screen.module.css';
import { scheduleWords } from './schedule-words.ts';

interface FlowHeadProps {
  flow: Flow;
  change: ReturnType<typeof useChangeFlow>;
  run: ReturnType<typeof useStartRun>;
  onSettings: () => void;
}

const over = new Set(['completed', 'completedWithErrors', 'failed', 'cancelled']);

/** Name, switch, schedule and Run. */
export function FlowHead({ flow, change, run, onSettings }: FlowHeadProps) {
  const mayEdit = useMayEdit();
  const [deleting, setDeleting] = useState(false);
  const isRunning = flow.lastRun !== null && !over.has(flow.lastRun.status);
  const enabled = change.isPending ? (change.variables.enabled ?? flow.enabled) : flow.enabled;
  return (
    <div className={classes.head}>
      <h1>{flow.name}</h1>
      <Switch
        className={classes.switch}
        label={text(enabled ? 'flow.on' : 'flow.off')}
        aria-label={text('flow.switch', { name: flow.name })}
        checked={enabled}
        disabled={!mayEdit}
        onChange={(event) => change.mutate({ enabled: event.currentTarget.checked })}
      />
      <Button variant="subtle" color="gray" leftSection={<IconClock size={17} stroke={1.75} />} onClick={onSettings}>
        {scheduleText(flow)}
      </Button>
      {mayEdit && (
        <>
          <Button
            leftSection={<IconPlayerPlayFilled size={13} />}
            disabled={isRunning}
            loading={run.isPending}
            onClick={() => run.mutate()}
          >
            {text(isRunning ? 'flow.running' : 'flow.run')}
          </Button>
          <RowMenu name={flow.name} framed>
            <Menu.Item onClick={onSettings}>{text('flow.settings')}</Menu.Item>
            <Menu.Item color="red" onClick={() => setDeleting(true)}>
              {text('flow.delete')}
            </Menu.Item>
          </RowMenu>
        </>
      )}
      {deleting && <DeleteFlow flow={flow} onClose={() => setDeleting(false)} />}
    </div>
  );
}

function scheduleText({ schedule, timezone }: Flow): string {
  if (!schedule) return text('flow.noSchedule');
  return text('flow.scheduleIn', { words: scheduleWords(schedule) ?? schedule, zone: timezone });
}
