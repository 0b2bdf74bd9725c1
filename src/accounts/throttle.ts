import { sql } from 'kysely';
import { CounterflowError } from '../counterflow-error.ts';
import type { Db, Tx } from '../store/database.ts';

/** Failures that count are those of the last 15 minutes. */
const WINDOW = sql.raw("interval '15 minutes'");
const MOST_PER_ACCOUNT = 10;
/** Many people may share an address. */
const MOST_PER_ADDRESS = 50;

/** Throws `too_many_tries` with the time to wait, when an account or an address failed too often. */
export async function refuseTooManyTries(db: Db, account: string, address: string): Promise<void> {
  const counts = await sql<{ subject: string; failures: number; waitMs: number }>`
    select subject, count(*)::integer as failures,
      greatest(0, extract(epoch from min(at) + ${WINDOW} - clock()) * 1000)::float8 as wait_ms
    from sign_in_failure where subject in (${account}, ${address}) and at > clock() - ${WINDOW}
    group by subject`.execute(db);
  const over = counts.rows.find(
    ({ subject, failures }) => failures >= (subject === account ? MOST_PER_ACCOUNT : MOST_PER_ADDRESS),
  );
  if (!over) return;
  const minutes = Math.max(1, Math.ceil(over.waitMs / 60_000));
  throw new CounterflowError(
    'too_many_tries',
    `Too many failed sign-ins. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    { waitMs: over.waitMs },
  );
}

/** Counts a failed sign-in for each subject, and forgets those that no longer count. */
export async function noteSignInFailure(db: Db, subjects: readonly string[]): Promise<void> {
  await db
    .insertInto('signInFailure')
    .values(subjects.map((subject) => ({ subject })))
    .execute();
  await sql`delete from sign_in_failure where at < clock() - ${WINDOW}`.execute(db);
}

/** Forgets the failures of an account, after a sign-in that worked. */
export async function clearSignInFailures(db: Db | Tx, subject: string): Promise<void> {
  await db.deleteFrom('signInFailure').where('subject', '=', subject).execute();
}
