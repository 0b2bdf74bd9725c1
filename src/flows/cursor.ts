import { z } from 'zod';
import type { Actor } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import type { Installation } from '../installation.ts';
import { forgetCursor, keepCursor } from '../store/delta-cursors.ts';
import type { Access } from '../transfers/access.ts';
import { cursorFingerprint } from '../transfers/delta.ts';
import { getExport, resourceOf } from '../transfers/exports.ts';
import { getFlow } from './flows.ts';

/** What to do with how far a flow has read changes: forget it and read everything, or go on there though its export changed. */
export const cursorChoice = z.object({ choice: z.enum(['startOver', 'keep']) });
export type CursorChoice = z.infer<typeof cursorChoice>['choice'];

/** Settles a flow that stopped with `cursor_mismatch`; of no effect where changes were never read. Throws `not_found`. */
export async function settleCursor(
  installation: Installation,
  access: Access,
  actor: Actor,
  flowId: string,
  choice: CursorChoice,
): Promise<void> {
  const flow = await getFlow(installation, flowId);
  const readings: { id: string; fingerprint: string }[] = [];
  for (const { id, exportId } of flow.sources) {
    const exported = await getExport(installation, exportId);
    const source = await access.source(exported.connectionId);
    const resource = resourceOf(source.connector, exported.resource);
    readings.push({ id, fingerprint: cursorFingerprint(source, { ...exported, resource }) });
  }
  await installation.db.transaction().execute(async (tx) => {
    if (choice === 'startOver') await forgetCursor(tx, flowId);
    else for (const { id, fingerprint } of readings) await keepCursor(tx, flowId, id, fingerprint);
    await recordAudit(tx, actor, { action: 'cursor', resourceType: 'flow', resourceId: flowId, after: { choice } });
  });
}
