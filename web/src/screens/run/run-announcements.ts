import { useEffect, useRef } from 'react';
import type { Run } from '../../api/runs.ts';
import { announce } from '../../components/announcer.tsx';
import { text } from '../../texts/text.ts';
import { percentOf, sourceOf } from './run-figures.ts';

/** At most one message each five seconds; progress only when there was none for longer. */
const leastMs = 5_000;
const progressMs = 20_000;

/** Reads changes of a run out: each new status, and now and then how far it is. */
export function useRunAnnouncements(run: Run): void {
  const last = useRef({ status: run.status, at: Date.now() });
  useEffect(() => {
    const since = Date.now() - last.current.at;
    const isNew = run.status !== last.current.status;
    if (since < (isNew ? leastMs : progressMs)) {
      if (!isNew) return;
      const timer = setTimeout(() => say(run, last), leastMs - since);
      return () => clearTimeout(timer);
    }
    if (isNew) say(run, last);
    else if (run.status === 'running') {
      last.current.at = Date.now();
      announce(progress(run));
    }
  }, [run]);
}

function say(run: Run, last: { current: { status: string; at: number } }): void {
  last.current = { status: run.status, at: Date.now() };
  announce(text('run.announce.status', { flow: run.flowName, status: text(`run.status.${run.status}`) }));
}

function progress(run: Run): string {
  const page = sourceOf(run)?.pages ?? 0;
  const percent = percentOf(run);
  return percent === null ? text('run.announce.pages', { page }) : text('run.announce.progress', { percent, page });
}
