import { access, constants } from 'node:fs/promises';
import pg from 'pg';
import { connectorOf } from '../connectors/catalogue.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { type ConnectionRow, connectionRow, markOnline } from '../store/connections.ts';
import { openFolder } from './folder-access.ts';
import { databaseConfig, readDatabaseTrouble } from './postgres-access.ts';
import type { PingAnswer } from './schema.ts';

type Check = PingAnswer['checks'][number];

const OLDEST_VERSION = 150_000;

/** Tries a connection that needs no authorization and writes down how it went; does nothing for the others. */
export async function checkLocalConnection(installation: Installation, id: string): Promise<void> {
  const row = await connectionRow(installation.db, id);
  if (!row || connectorOf(row.apiType)?.kind === 'api') return;
  const failed = (await localChecks(installation, row)).find((check) => !check.ok);
  if (!failed) return markOnline(installation.db, id);
  await installation.db
    .updateTable('connection')
    .set({
      status: 'offline',
      reason: 'check_failed',
      reasonDetail: failed.message ?? failed.name,
      offlineSince: installation.clock.now(),
    })
    .where('id', '=', id)
    .execute();
}

/** What Test connection shows for a database or folder: each step with its time, ending at the first that fails. */
export async function localChecks(installation: Installation, row: ConnectionRow): Promise<Check[]> {
  return row.apiType === 'folder' ? folderChecks(installation, row) : databaseChecks(installation, row);
}

async function folderChecks(installation: Installation, row: ConnectionRow): Promise<Check[]> {
  return timed('Folder can be written', async () => {
    const path = await openFolder(installation, String(row.settings.path ?? ''));
    await access(path, constants.W_OK);
    return path;
  });
}

async function databaseChecks(installation: Installation, row: ConnectionRow): Promise<Check[]> {
  let client: pg.Client | undefined;
  const reached = await timed('Database reached', async () => {
    const opened = new pg.Client({ ...(await databaseConfig(installation, row)), connectionTimeoutMillis: 10_000 });
    opened.on('error', () => {});
    try {
      await opened.connect();
    } catch (cause) {
      throw readDatabaseTrouble(cause, row.name) ?? cause;
    }
    client = opened;
    return undefined;
  });
  if (!client) return reached;
  const connected = client;
  const version = await timed('Version', async () => {
    const { rows } = await connected.query<{ number: string; text: string }>(
      "select current_setting('server_version_num') as number, current_setting('server_version') as text",
    );
    if (Number(rows[0]?.number) < OLDEST_VERSION) {
      throw new CounterflowError(
        'database_too_old',
        `This is PostgreSQL ${rows[0]?.text}. Version 15 or newer is needed.`,
      );
    }
    return `PostgreSQL ${rows[0]?.text}`;
  });
  const rights = await timed('May create tables', async () => {
    const { rows } = await connected.query<{ allowed: boolean }>(
      "select has_schema_privilege(current_schema(), 'CREATE') as allowed",
    );
    if (!rows[0]?.allowed) return 'No. Imports into existing tables work; "create the table" does not.';
    return undefined;
  });
  await connected.end();
  return [...reached, ...version, ...rights];
}

/** Runs one step; its text result, or the reason it failed, becomes the message. */
export async function timed(name: string, step: () => Promise<string | undefined>): Promise<Check[]> {
  const startedMs = performance.now();
  const ms = () => Math.round(performance.now() - startedMs);
  try {
    const message = await step();
    return [{ name, ok: true, ms: ms(), ...(message === undefined ? {} : { message }) }];
  } catch (cause) {
    return [
      { name, ok: false, ms: ms(), message: cause instanceof CounterflowError ? cause.message : plainMessage(cause) },
    ];
  }
}

function plainMessage(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'It failed without a reason.';
}
