import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type Connection, type PingAnswer, pingConnection, pingDraft } from '../../api/connections.ts';
import { CheckList } from '../../components/check-list.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { text } from '../../texts/text.ts';
import type { ConnectionDraft } from './draft.ts';
import { connectionRequest, isAsStored } from './draft-request.ts';
import { keepsSecret } from './stale-secrets.ts';
import classes from './test-connection.module.css';

/** Tries what is in the form without storing it; a form that says what is stored tries the stored connection. */
export function useTestConnection(stored: Connection | undefined) {
  const [shown, show] = useState<PingAnswer>();
  const [isKept, setKept] = useState(false);
  const mutation = useMutation({
    mutationFn: (draft: ConnectionDraft) =>
      stored && isAsStored(draft, stored) ? pingConnection(stored.id) : pingDraft(connectionRequest(draft)),
  });
  const reset = () => {
    setKept(false);
    show(undefined);
    mutation.reset();
  };
  return {
    answer: mutation.data ?? shown,
    /** Whether the answer came with saving. */
    isSaved: shown !== undefined,
    /** Whether it was not tried, since a stored secret goes only with what is stored. */
    isKept,
    error: mutation.error,
    isRunning: mutation.isPending,
    run: (draft: ConnectionDraft) => {
      reset();
      if (stored && !isAsStored(draft, stored) && keepsSecret(draft)) setKept(true);
      else mutation.mutate(draft);
    },
    /** Shows what was tried as part of saving. */
    show,
    reset,
  };
}

/** The checks one by one, each with its time and what it found. */
export function TestResult({ test }: { test: ReturnType<typeof useTestConnection> }) {
  const result = useRef<HTMLDivElement>(null);
  const { answer, error, isRunning, isKept } = test;
  useEffect(() => {
    if (answer || error || isKept) result.current?.scrollIntoView({ block: 'nearest' });
  }, [answer, error, isKept]);
  return (
    <div ref={result} role="status">
      {isRunning && <p className={classes.running}>{text('form.test.running')}</p>}
      {isKept && <Notice title={text('form.test.saveFirst')}>{text('form.test.saveFirst.text')}</Notice>}
      {error && <ProblemNotice title={text('form.test.failed')} error={error} />}
      {answer && !isRunning && <Checks answer={answer} isSaved={test.isSaved} />}
    </div>
  );
}

function Checks({ answer, isSaved }: { answer: PingAnswer; isSaved: boolean }) {
  return (
    <section className={classes.result}>
      <h3>{text(answer.ok ? 'form.test.title.ok' : 'form.test.title.failed')}</h3>
      {isSaved && <p className={classes.saved}>{text('form.saved.notYet')}</p>}
      <CheckList checks={answer.checks} />
    </section>
  );
}
