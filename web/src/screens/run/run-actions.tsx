import { Button } from '@mantine/core';
import IconPlayerPause from '@tabler/icons-react/dist/esm/icons/IconPlayerPause.mjs';
import IconPlayerPlay from '@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs';
import IconSquare from '@tabler/icons-react/dist/esm/icons/IconSquare.mjs';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { startRun } from '../../api/flows.ts';
import { type Run, runQuery, steerRun } from '../../api/runs.ts';
import { Confirm } from '../../components/confirm.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { text } from '../../texts/text.ts';
import classes from './run-actions.module.css';
import { writtenBy } from './run-figures.ts';

/** What can be done with a run: pause, resume, cancel while it is at work; the next one afterwards. */
export function RunActions({ run }: { run: Run }) {
  const mayEdit = useMayEdit();
  return (
    <div className={classes.actions}>
      {mayEdit && (run.endedAt === null ? <Steering run={run} /> : <Again run={run} />)}
      <Button
        variant="subtle"
        color="gray"
        renderRoot={(props) => <Link {...props} to="/flows/$id" params={{ id: run.flowId }} />}
      >
        {text('run.viewFlow')}
      </Button>
    </div>
  );
}

function Steering({ run }: { run: Run }) {
  const client = useQueryClient();
  const [asksCancel, setAsksCancel] = useState(false);
  const steer = useMutation({
    mutationFn: (action: 'pause' | 'resume' | 'cancel') => steerRun(run.id, action),
    onSuccess: (next) => client.setQueryData(runQuery(run.id).queryKey, next),
    onSettled: () => setAsksCancel(false),
  });
  const rests = run.status === 'paused' || run.asked === 'pause';
  const isBusy = steer.isPending ? steer.variables : undefined;
  return (
    <>
      {rests ? (
        <Button
          leftSection={<IconPlayerPlay size={16} stroke={1.75} />}
          loading={isBusy === 'resume'}
          onClick={() => steer.mutate('resume')}
        >
          {text('run.resume')}
        </Button>
      ) : (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} stroke={1.75} />}
          loading={isBusy === 'pause'}
          disabled={run.asked === 'cancel'}
          onClick={() => steer.mutate('pause')}
        >
          {text('run.pause')}
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<IconSquare size={15} stroke={1.75} />}
        disabled={run.asked === 'cancel'}
        onClick={() => setAsksCancel(true)}
      >
        {text('run.cancel')}
      </Button>
      {asksCancel && (
        <Confirm
          title={text('run.cancel.title')}
          action={text('run.cancel.action')}
          danger
          busy={steer.isPending}
          onConfirm={() => steer.mutate('cancel')}
          onCancel={() => setAsksCancel(false)}
        >
          <p>{text('run.cancel.text', { n: writtenBy(run) })}</p>
        </Confirm>
      )}
      {steer.error && (
        <div className={classes.problem}>
          <ProblemNotice title={text('run.steer.failed')} error={steer.error} />
        </div>
      )}
    </>
  );
}

function Again({ run }: { run: Run }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: () => startRun(run.flowId),
    onSuccess: (next) => {
      client.setQueryData(runQuery(next.id).queryKey, next);
      return navigate({ to: '/runs/$id', params: { id: next.id } });
    },
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlayerPlay size={16} stroke={1.75} />}
        loading={start.isPending}
        onClick={() => start.mutate()}
      >
        {text('run.again')}
      </Button>
      {start.error && (
        <div className={classes.problem}>
          <ProblemNotice title={text('run.again.failed')} error={start.error} />
        </div>
      )}
    </>
  );
}
