import { sql } from 'kysely';
import { CounterflowError } from '../counterflow-error.ts';
import type { Db, Tx } from '../store/database.ts';

/** The refusal of a change that was made on an older version of a thing: says who changed it since, and when. */
export async function changedMeanwhile(
  db: Db | Tx,
  resourceType: string,
  { id, name }: { id: string; name: string },
): Promise<CounterflowError> {
  const last = await db
    .selectFrom('audit')
    .leftJoin('user', 'user.id', 'audit.actor')
    .leftJoin('apiKey', (join) => join.on(sql`'apikey:' || api_key.id`, '=', sql.ref('audit.actor')))
    .select(['audit.at', 'user.name as person', 'apiKey.name as key'])
    .where('resourceType', '=', resourceType)
    .where('resourceId', '=', id)
    .orderBy('audit.at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const who = last?.person ?? (last?.key ? `API key "${last.key}"` : 'Somebody else');
  const when = last ? ` on ${last.at.toISOString().slice(0, 16).replace('T', ' at ')} UTC` : '';
  return new CounterflowError(
    'changed_meanwhile',
    `${who} changed "${name}"${when}. Load it again, then make your change.`,
  );
}
