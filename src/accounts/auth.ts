import { betterAuth } from 'better-auth';
import type { Installation } from '../installation.ts';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './schema.ts';

const SESSION_DAYS = 14;
export const SESSION_COOKIE = 'counterflow_session';

/** E-mail and password sign-in with sessions in the database; hashing, cookies and expiry are better-auth's. */
export type Auth = ReturnType<typeof openAuth>;

/** Sets up sign-in for an installation. Cookies carry `Secure` wherever the first public address is https. */
export function openAuth(installation: Installation) {
  const [first] = installation.publicUrls;
  const baseURL = first?.url ?? 'http://127.0.0.1:4400';
  return betterAuth({
    appName: 'counterflow',
    baseURL,
    trustedOrigins: installation.publicUrls.map(({ url }) => new URL(url).origin),
    secret: installation.vault.derive('sign-in').toString('base64url'),
    database: { db: installation.db, type: 'postgres', transaction: true },
    telemetry: { enabled: false },
    logger: { level: 'error' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: SHORTEST_PASSWORD,
      maxPasswordLength: LONGEST_PASSWORD,
    },
    session: { expiresIn: SESSION_DAYS * 86_400, updateAge: 86_400 },
    user: { additionalFields: { role: { type: 'string', input: false, defaultValue: 'monitor' } } },
    rateLimit: { enabled: false },
    advanced: {
      useSecureCookies: false,
      cookies: {
        session_token: {
          name: SESSION_COOKIE,
          attributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: baseURL.startsWith('https:') },
        },
      },
    },
  });
}
