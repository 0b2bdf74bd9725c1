import { sql } from 'kysely';
import { connectorOf } from '../connectors/catalogue.ts';
import type { ApiConnector } from '../connectors/connector.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { connectionRow } from '../store/connections.ts';
import { grantOf } from '../store/grants.ts';
import type { ConnectionFlow, NeededScopes } from './schema.ts';

/** Flows that read or write over a connection, by name. */
export async function connectionFlows({ db }: Installation, connectionId: string): Promise<ConnectionFlow[]> {
  const flows = await sql<ConnectionFlow>`
    select f.id, f.name,
      exists (
        select from delta_cursor c
        join flow_source s on s.flow_id = c.flow_id and s.id = c.source_id
        join export e on e.id = s.export_id
        where c.flow_id = f.id and e.connection_id = ${connectionId}
      ) as remembers_position,
      exists (
        select from run r where r.flow_id = f.id and r.ended_at is null and r.waits_on = ${connectionId}
      ) as waiting
    from flow f
    where f.id in (
      select s.flow_id from flow_source s join export e on e.id = s.export_id where e.connection_id = ${connectionId}
      union
      select p.flow_id from flow_step p join import i on i.id = p.import_id where i.connection_id = ${connectionId}
    )
    order by lower(f.name), f.id`.execute(db);
  return flows.rows;
}

/** What the exports of a connection need, one entry for each set of scopes. Throws `not_found`. */
export async function scopesNeeded({ db }: Installation, connectionId: string): Promise<NeededScopes[]> {
  const connection = await connectionRow(db, connectionId);
  if (!connection) {
    throw new CounterflowError(
      'not_found',
      `There is no connection with id ${connectionId}. It may have been deleted.`,
    );
  }
  const connector = connectorOf(connection.apiType);
  if (connector?.kind !== 'api') return [];
  const granted = (await grantOf(db, connectionId))?.scopes;
  const exports = await db
    .selectFrom('export')
    .leftJoin('flowSource', 'flowSource.exportId', 'export.id')
    .leftJoin('flow', 'flow.id', 'flowSource.flowId')
    .select(['export.id', 'export.name', 'export.resource', 'flow.id as flowId', 'flow.name as flowName'])
    .where('export.connectionId', '=', connectionId)
    .orderBy('flow.name')
    .orderBy('export.name')
    .execute();
  const needs = new Map<string, NeededScopes>();
  for (const { id, name, resource, flowId, flowName } of exports) {
    const anyOf = connector.resources.find((one) => one.name === resource)?.scopes ?? [];
    if (anyOf.length === 0) continue;
    const key = anyOf.join(' ');
    const need = needs.get(key) ?? {
      anyOf,
      neededBy: [],
      granted: granted ? suffices(connector, anyOf, granted) : null,
    };
    needs.set(key, need);
    need.neededBy.push(
      flowId === null || flowName === null
        ? { type: 'export', id, name }
        : { type: 'flow', id: flowId, name: flowName },
    );
  }
  return [...needs.values()];
}

/** Whether one of the scopes, or one that contains it, is among those granted; an API that tells none grants all. */
function suffices(connector: ApiConnector, anyOf: readonly string[], granted: readonly string[]): boolean {
  if (granted.length === 0) return true;
  return anyOf.some((scope) => {
    const wider = connector.scopes.find((one) => one.scope === scope)?.coveredBy ?? [];
    return [scope, ...wider].some((one) => granted.includes(one));
  });
}
