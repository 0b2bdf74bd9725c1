import type { ApiType } from '../../../../src/connections/schema.ts';
import type { Connection } from '../../api/connections.ts';
import { type ConnectionDraft, draftOf, signInOf } from './draft.ts';
import type { HttpDraft } from './http/http-draft.ts';
import { clientField } from './type-fields.ts';

/** What a stored secret belongs to: it is not sent to another place, the server asks for it again, too. */
const places: Partial<Record<ApiType, readonly (keyof ConnectionDraft)[]>> = {
  postgres: ['host', 'port', 'database', 'user', 'tls'],
  'lightspeed-x': ['subdomain'],
  'lightspeed-c': ['apiKey', 'cluster'],
};

const secrets = ['password', 'personalToken', 'apiSecret', 'token', 'refreshToken'] as const;
export type Secret = (typeof secrets)[number];

/** The stored secrets that the form would send to another place than they were given for; empty where there are none. */
export function staleSecrets(draft: ConnectionDraft, stored: Connection | undefined): Secret[] {
  if (!stored || !isElsewhere(draft, stored)) return [];
  return secrets.filter((secret) => draft[secret] === null);
}

/** Whether a secret has to be typed again, since the stored one is for another place. */
export function isAskedAgain(secret: Secret, draft: ConnectionDraft, stored: Connection | undefined): boolean {
  return !draft[secret] && stored?.settings[secret]?.set === true && isElsewhere(draft, stored);
}

/** Whether something secret is kept as it is stored: what was not typed is not here. */
export function keepsSecret(draft: ConnectionDraft): boolean {
  return secrets.some((secret) => draft[secret] === null) || keepsHttpSecret(draft.http);
}

function keepsHttpSecret({ fields, certificate }: HttpDraft): boolean {
  const ofCertificate = certificate ? [certificate.key, certificate.passphrase, certificate.pfx] : [];
  return ofCertificate.includes(null) || (fields ?? []).some(({ value }) => value === null);
}

/** HTTP settings in which no stored secret is kept; undefined where none has to go. */
export function withoutStaleSecrets(draft: ConnectionDraft, stored: Connection | undefined): HttpDraft | undefined {
  const { fields, certificate } = draft.http;
  if (!stored || !keepsHttpSecret(draft.http) || !isElsewhere(draft, stored)) return undefined;
  return {
    ...draft.http,
    ...(fields ? { fields: fields.map((field) => ({ ...field, value: field.value ?? '' })) } : {}),
    ...(certificate
      ? {
          certificate: {
            ...certificate,
            key: certificate.key ?? '',
            passphrase: certificate.passphrase ?? '',
            pfx: certificate.pfx ?? '',
          },
        }
      : {}),
  };
}

function isElsewhere(draft: ConnectionDraft, stored: Connection): boolean {
  const before = draftOf(stored);
  const moved = (places[draft.apiType] ?? []).some((field) => String(draft[field]).trim() !== String(before[field]));
  return moved || originOf(draft.http) !== originOf(before.http) || clientIdOf(draft) !== clientIdOf(before);
}

const clientIdOf = (draft: ConnectionDraft) =>
  draft.apiType === 'http' && signInOf(draft) !== 'oauth' ? null : draft[clientField(draft.apiType)];

/** Which host an overridden base URI leads to; undefined where the connector's own stands. */
function originOf({ baseUri }: HttpDraft): string | undefined {
  const address = baseUri?.trim().replaceAll(/\{\w+\}/g, 'x');
  if (!address) return undefined;
  return URL.canParse(address) ? new URL(address).origin : address;
}
