import type { Run } from '../flows/schema.ts';
import type { Answer, Api } from './api.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { onInterrupt } from './interrupt.ts';
import { openProgress } from './progress.ts';

/** A server that is away is waited for this long: it may be restarting, and the run goes on with it. */
const PATIENCE_MS = 60_000;
const AGAIN_MS = 1000;
/** The connection needs a person; the run waits for as long as that takes. */
const waitsForPerson = new Set(['connection_new', 'connection_unauthorized', 'connection_paused']);

/**
 * Shows a run's progress until it is over or waits for a person, through restarts of the server. Ctrl-C leaves the run
 * going. Throws exit code 7 when the server stays away, 8 when `timeoutSeconds` have passed.
 */
export async function followRun(api: Api, run: Run, timeoutSeconds: number | undefined): Promise<Answer<Run>> {
  const cancelHint = `counterflow run cancel ${run.id}`;
  const progress = openProgress();
  const stopListening = onInterrupt(() => {
    progress.end();
    return `"${run.flowName}" goes on. Cancel it with: ${cancelHint}`;
  });
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), (timeoutSeconds ?? 2_000_000) * 1000);
  try {
    let current = run;
    for (let awaySince: number | undefined; !isSettled(current); ) {
      try {
        for await (const data of api.events(`/v1/runs/${run.id}/events`, late.signal)) {
          awaySince = undefined;
          current = JSON.parse(data) as Run;
          progress.show(current);
          if (isSettled(current)) break;
        }
      } catch (cause) {
        if (late.signal.aborted) {
          throw new Failure(
            exitCodes.timeout,
            `"${run.flowName}" is not over after ${timeoutSeconds} s and goes on. Cancel it with: ${cancelHint}`,
          );
        }
        if (cause instanceof Failure && cause.exitCode !== exitCodes.unreachable) throw cause;
        awaySince ??= Date.now();
        if (Date.now() - awaySince > PATIENCE_MS) throw cause;
      }
      if (!isSettled(current)) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
    return await api.get<Run>(`/v1/runs/${run.id}`);
  } finally {
    clearTimeout(timer);
    progress.end();
    stopListening();
  }
}

const isSettled = (run: Run) =>
  run.endedAt !== null ||
  run.status === 'paused' ||
  (run.status === 'waiting' && run.code !== null && waitsForPerson.has(run.code));

export function exitCodeOfRun({ status }: Run): ExitCode {
  if (status === 'completed') return exitCodes.done;
  return status === 'completedWithErrors' ? exitCodes.recordErrors : exitCodes.failed;
}
