import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { CounterflowError } from '../counterflow-error.ts';
import * as first from './migrations/0001-first.ts';
import * as accounts from './migrations/0002-accounts.ts';
import * as budget from './migrations/0003-budget.ts';
import * as lateRequests from './migrations/0004-late-requests.ts';
import * as tokenServer from './migrations/0005-token-server.ts';
import * as windows from './migrations/0006-windows.ts';
import * as ownOAuthServers from './migrations/0008-own-oauth-servers.ts';
import * as debugLog from './migrations/0009-debug-log.ts';
import * as notices from './migrations/0010-notices.ts';
import * as whyAttemptsFail from './migrations/0011-why-attempts-fail.ts';
import * as overtakenReplies from './migrations/0012-a-overtaken-replies.ts';
import * as concurrency from './migrations/0012-b-concurrency.ts';

const migrations: Record<string, Migration> = {
  '0001-first': first,
  '0002-accounts': accounts,
  '0003-budget': budget,
  '0004-late-requests': lateRequests,
  '0005-token-server': tokenServer,
  '0006-windows': windows,
  '0008-own-oauth-servers': ownOAuthServers,
  '0009-debug-log': debugLog,
  '0010-notices': notices,
  '0011-why-attempts-fail': whyAttemptsFail,
  '0012-a-overtaken-replies': overtakenReplies,
  '0012-b-concurrency': concurrency,
};

/**
 * Brings the database to the newest shape; harmless when it is there already, and safe from two processes at once.
 * Throws `migration_failed` naming the migration; what it began was rolled back.
 */
export async function migrateToLatest<T>(db: Kysely<T>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (!error) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'the first one';
  throw new CounterflowError(
    'migration_failed',
    `The database could not be brought up to date: migration ${failed} failed. Nothing of it was kept.`,
    { cause: error, next: 'bug' },
  );
}
