import { z } from 'zod';
import { id, time } from '../rest.ts';

/** Rights, each containing the one after it: owner > administrator > manage > monitor (reads only). */
export const roles = ['owner', 'administrator', 'manage', 'monitor'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** Characters of a password. */
export const SHORTEST_PASSWORD = 10;
export const LONGEST_PASSWORD = 200;

export const setupInput = z.object({
  token: z.string().min(1).max(200),
  name: z.string().trim().min(1, 'Give your name.').max(100),
  email: z.email('This is not an e-mail address.').max(254),
  password: z.string().min(SHORTEST_PASSWORD, `Use at least ${SHORTEST_PASSWORD} characters.`).max(LONGEST_PASSWORD),
});
export type SetupInput = z.infer<typeof setupInput>;
export const setupAnswer = z.object({ userId: z.string(), key: z.string() });

export const signInInput = z.object({ email: z.string().min(1).max(254), password: z.string().min(1).max(200) });

/** Who is signed in, for the web app's shell and `counterflow user whoami`. */
export const session = z
  .object({
    user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
    role,
    via: z.enum(['session', 'apikey']),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof session>;

export const apiKeyInput = z.object({
  name: z.string().trim().min(1, 'Give the key a name.').max(100),
  role: z.enum(['administrator', 'manage', 'monitor']),
  expiresAt: time.optional(),
});
/** `key` is shown this once; only its SHA-256 is stored. */
export const apiKeyCreated = z.object({ id, key: z.string() });
export const apiKey = z
  .object({
    id,
    name: z.string(),
    role,
    prefix: z.string(),
    createdAt: time,
    expiresAt: time.nullable(),
    lastUsedAt: time.nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof apiKey>;
