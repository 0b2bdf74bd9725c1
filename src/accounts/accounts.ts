import { createHash, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import type { Actor } from './actor.ts';
import { apiKeyActor, storeApiKey } from './api-keys.ts';
import { recordAudit } from './audit.ts';
import { type Auth, openAuth } from './auth.ts';
import type { Role, Session, SetupInput } from './schema.ts';
import { clearSignInFailures, noteSignInFailure, refuseTooManyTries } from './throttle.ts';

/** Who sends a request, and how it was shown. */
export interface Visitor {
  actor: Actor;
  session: Session;
}

/** A sign-in that worked: who it is, and the cookies that keep it. */
export interface SignedIn {
  session: Session;
  cookies: string[];
}

/** People, their sessions and keys. */
export interface Accounts {
  /** The one-time secret of the set-up link; undefined once there is an owner. */
  setUpToken(): Promise<string | undefined>;
  /** Makes the owner. Throws `setup_done` when there is one, `setup_token_wrong`. */
  setUp(input: SetupInput): Promise<{ userId: string; key: string }>;
  /** Throws `sign_in_failed`, the same for unknown address and wrong password, and `too_many_tries`. */
  signIn(email: string, password: string, address: string): Promise<SignedIn>;
  /** Ends the session of these headers; answers the cookies that say so. */
  signOut(headers: Headers): Promise<string[]>;
  /** Who sends these headers: by API key, else by session cookie. Undefined for nobody. */
  visitor(headers: Headers): Promise<Visitor | undefined>;
}

/** Opens the accounts of an installation. */
export function openAccounts(installation: Installation): Accounts {
  const { db } = installation;
  const auth = openAuth(installation);
  const expectedToken = installation.vault.derive('set-up').toString('base64url').slice(0, 32);
  const hasOwner = async () =>
    (await db.selectFrom('user').select('id').where('role', '=', 'owner').executeTakeFirst()) !== undefined;

  return {
    async setUpToken() {
      return (await hasOwner()) ? undefined : expectedToken;
    },
    async setUp({ token, name, email, password }) {
      if (await hasOwner()) throw setupDone();
      if (!sameText(token, expectedToken)) {
        throw new CounterflowError(
          'setup_token_wrong',
          'This is not the set-up link of this installation. Take the one that the server printed when it last started.',
        );
      }
      const userId = await makeUser(auth, { name, email, password, role: 'owner' });
      const actor: Actor = { id: userId, name, role: 'owner', source: 'api' };
      const key = await storeApiKey(installation, actor, { name: 'First key', role: 'owner' });
      await recordAudit(db, actor, { action: 'set-up', resourceType: 'user', resourceId: userId });
      return { userId, key: key.key };
    },
    async signIn(email, password, address) {
      const subjects = [`email ${email.trim().toLowerCase()}`, `address ${address}`] as const;
      await refuseTooManyTries(db, ...subjects);
      const reply = await auth.api.signInEmail({ body: { email, password }, asResponse: true });
      if (!reply.ok) {
        await noteSignInFailure(db, subjects);
        throw new CounterflowError('sign_in_failed', 'E-mail address and password do not match. Check both.');
      }
      await clearSignInFailures(db, subjects[0]);
      const { user } = (await reply.json()) as { user: { id: string; name: string; email: string } };
      const role = await roleOf(installation, user.id);
      return { session: { user: pickUser(user), role, via: 'session' }, cookies: reply.headers.getSetCookie() };
    },
    async signOut(headers) {
      const reply = await auth.api.signOut({ headers, asResponse: true });
      return reply.headers.getSetCookie();
    },
    async visitor(headers) {
      const [, key] = /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '') ?? [];
      if (key !== undefined) return apiKeyActor(installation, key);
      if (!headers.get('cookie')) return undefined;
      const found = await auth.api.getSession({ headers });
      if (!found) return undefined;
      const { user } = found;
      const role = user.role as Role;
      return {
        actor: { id: user.id, name: user.name, role, source: 'ui' },
        session: { user: pickUser(user), role, via: 'session' },
      };
    },
  };
}

interface NewUser {
  name: string;
  email: string;
  password: string;
  role: Role;
}

async function makeUser(auth: Auth, { name, email, password, role }: NewUser): Promise<string> {
  const context = await auth.$context;
  const hash = await context.password.hash(password);
  try {
    const user = await context.internalAdapter.createUser(
      { name, email: email.trim().toLowerCase(), role },
      { method: 'email-password' },
    );
    await context.internalAdapter.linkAccount({
      userId: user.id,
      accountId: user.id,
      providerId: 'credential',
      password: hash,
    });
    return user.id;
  } catch (cause) {
    // The database lets one owner in: of two set-ups at once, the later one ends here.
    if (/user_one_owner/.test(inspect(cause))) throw setupDone();
    throw cause;
  }
}

const inspect = (cause: unknown) => (cause instanceof Error ? `${cause.message} ${String(cause.cause ?? '')}` : '');

async function roleOf({ db }: Installation, userId: string): Promise<Role> {
  const row = await db
    .selectFrom('user')
    .select(sql<Role>`role`.as('role'))
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return row.role;
}

const pickUser = ({ id, name, email }: { id: string; name: string; email: string }) => ({ id, name, email });

const setupDone = () =>
  new CounterflowError('setup_done', 'This installation has an owner already. Sign in, or ask the owner for access.');

function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
