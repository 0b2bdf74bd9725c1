import { hashPassword } from 'better-auth/crypto';
import { sql } from 'kysely';
import { CounterflowError } from '../counterflow-error.ts';
import type { Db } from '../store/database.ts';
import { type Actor, system } from './actor.ts';
import { recordAudit } from './audit.ts';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './schema.ts';
import { clearSignInFailures } from './throttle.ts';

const atTheServer: Actor = { ...system, source: 'cli' };

/**
 * Sets a password anew, ends the person's sessions and lifts the throttle on the account. For whoever has the database in
 * hand: no sign-in is asked for. Throws `not_found`, `password_length`.
 */
export async function resetPassword(db: Db, email: string, password: string): Promise<void> {
  if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD) {
    throw new CounterflowError(
      'password_length',
      `A password has ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters; this one has ${password.length}.`,
    );
  }
  const address = email.trim().toLowerCase();
  const hash = await hashPassword(password);
  await db.transaction().execute(async (tx) => {
    const user = await tx.selectFrom('user').select('id').where('email', '=', address).executeTakeFirst();
    if (!user) throw new CounterflowError('not_found', `Nobody here has the e-mail address ${email}.`);
    await sql`update account set password = ${hash} where user_id = ${user.id} and provider_id = 'credential'`.execute(
      tx,
    );
    await tx.deleteFrom('session').where('userId', '=', user.id).execute();
    await clearSignInFailures(tx, `email ${address}`);
    await recordAudit(tx, atTheServer, { action: 'reset-password', resourceType: 'user', resourceId: user.id });
  });
}
