import { z } from 'zod';
import { id, secretInput, stamps, storedSecret } from '../rest.ts';

export const providers = ['lightspeed-r', 'lightspeed-x', 'lightspeed-k', 'custom'] as const;

/** Endpoints and habits of an OAuth 2.0 server that counterflow doesn't know by itself (`provider: custom`). */
export const iClientHttp = z.object({
  authorizeUrl: z.url(),
  tokenUrl: z.url(),
  clientAuthentication: z.enum(['body', 'basic']).default('body'),
  rotation: z.enum(['static', 'untilFirstUse', 'immediate', 'family']).default('family'),
  pkce: z.boolean().default(true),
});
export type IClientHttp = z.infer<typeof iClientHttp>;

export const iClientInput = z.object({
  name: z.string().trim().min(1, 'Give the client a name.').max(100),
  provider: z.enum(providers),
  clientId: z.string().trim().min(1, 'Paste the client ID.').max(500),
  clientSecret: secretInput,
  oauthServer: z.enum(['new', 'old']).default('new'),
  default: z.boolean().default(false),
  landingUrl: z.url().nullable().optional(),
  http: iClientHttp.nullable().optional(),
});
export type IClientInput = z.infer<typeof iClientInput>;

export const iClient = z
  .object({
    id,
    name: z.string(),
    provider: z.enum(providers),
    clientId: z.string(),
    clientSecret: storedSecret,
    oauthServer: z.enum(['new', 'old']),
    default: z.boolean(),
    landingUrl: z.string().nullable(),
    http: iClientHttp.nullable(),
    usedBy: z.number().int(),
    ...stamps,
  })
  .meta({ id: 'IClient' });
export type IClient = z.infer<typeof iClient>;
