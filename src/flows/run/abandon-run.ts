import type { RunRow } from '../../store/runs.ts';
import { abandonImport } from '../../transfers/import-writer.ts';
import type { RunSnapshot } from './snapshot.ts';
import type { RunWorld } from './world.ts';

/** Clears away what a run that is over left unfinished at its destinations. What can't be cleared away is only logged. */
export async function abandonRun(
  { installation, access }: Pick<RunWorld, 'installation' | 'access'>,
  run: Pick<RunRow, 'id' | 'snapshot'>,
): Promise<void> {
  const { steps } = run.snapshot as unknown as RunSnapshot;
  for (const { id, import: plan } of steps) {
    await abandonImport(plan, { access, runId: run.id, stepId: id }).catch((cause) => {
      installation.log.warn({ runId: run.id, cause: String(cause) }, 'an unfinished file was left behind');
    });
  }
}
