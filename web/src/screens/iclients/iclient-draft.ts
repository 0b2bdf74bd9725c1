import { ApiProblem } from '../../api/client.ts';
import type { IClient, IClientWrite } from '../../api/iclients.ts';
import { addressTrouble } from '../../components/address-check.ts';
import { LANDING_URL } from '../../components/landing-url.ts';
import { text } from '../../texts/text.ts';
import { isElsewhere, type ServerDraft, serverDraft, serverErrors, serverRequest } from './server-draft.ts';

export type Provider = IClient['provider'];

/** What the panel of an OAuth 2.0 client holds while it is filled in. */
export interface IClientDraft {
  provider: Provider;
  name: string;
  clientId: string;
  /** Null keeps the stored secret. */
  clientSecret: string | null;
  /** Where browsers land without a public https address; registered with the client. Empty: none. */
  landingUrl: string;
  /** Which of R-Series' OAuth servers new sign-ins go to. */
  oauthServer: IClient['oauthServer'];
  /** Only for a server that counterflow does not know by itself. */
  server: ServerDraft;
}

/** Id of the control of a field. */
export const iClientFieldId = (field: string) => `iclient-${field}`;

/** What a new client starts with, or an existing one. */
export function iClientDraft(client: IClient | undefined, provider: Provider): IClientDraft {
  return {
    provider: client?.provider ?? provider,
    name: client?.name ?? '',
    clientId: client?.clientId ?? '',
    clientSecret: client?.clientSecret.set ? null : '',
    landingUrl: client ? (client.landingUrl ?? '') : provider === 'custom' ? '' : LANDING_URL,
    oauthServer: client?.oauthServer ?? 'new',
    server: serverDraft(client?.http),
  };
}

/**
 * Whether a stored secret would go to another place: then it has to be typed again, as the server asks, too. `client` is
 * what is stored.
 */
export function needsSecretAgain(draft: IClientDraft, client: IClient | undefined): boolean {
  if (!client?.clientSecret.set) return false;
  if (draft.clientId.trim() !== client.clientId) return true;
  return draft.provider === 'custom' && isElsewhere(draft.server, client.http);
}

/** Messages by field; those of the server are called `server.<field>`. */
export function iClientErrors(draft: IClientDraft, client: IClient | undefined): Record<string, string> {
  const errors: Record<string, string> = {};
  if (!draft.name.trim()) errors.name = text('iclient.name.missing');
  if (!draft.clientId.trim()) errors.clientId = text('iclient.clientId.missing');
  if (!draft.clientSecret && needsSecretAgain(draft, client)) {
    errors.clientSecret = text('iclient.secret.again');
  } else if (draft.clientSecret === '') {
    errors.clientSecret = text('iclient.secret.missing');
  } else if (/^\*+$/.test(draft.clientSecret ?? '')) {
    errors.clientSecret = text('iclient.secret.mask');
  }
  const landingUrl = draft.landingUrl.trim();
  if (landingUrl) {
    const trouble = addressTrouble(landingUrl);
    if (trouble) errors.landingUrl = trouble.message;
    else if (!URL.canParse(landingUrl) || !landingUrl.startsWith('https://')) {
      errors.landingUrl = text('iclient.landing.wrong');
    }
  }
  if (draft.provider === 'custom') {
    for (const [field, message] of Object.entries(serverErrors(draft.server))) errors[`server.${field}`] = message;
  }
  return errors;
}

/** The request for a new client; `lands` when this installation has no https address to send people back to. */
export function iClientRequest(draft: IClientDraft, lands: boolean): IClientWrite {
  const { provider } = draft;
  return {
    name: draft.name.trim(),
    provider,
    clientId: draft.clientId.trim(),
    clientSecret: draft.clientSecret ?? undefined,
    ...(lands && draft.landingUrl.trim() ? { landingUrl: draft.landingUrl.trim() } : {}),
    ...(provider === 'lightspeed-r' ? { oauthServer: draft.oauthServer } : {}),
    ...(provider === 'custom' ? { http: serverRequest(draft.server) } : {}),
  };
}

/** The change to an existing client: a secret that was not typed again is left out, which keeps it. */
export function iClientPatch(draft: IClientDraft, client: IClient): Partial<IClientWrite> {
  const landingUrl = draft.landingUrl.trim() || null;
  return {
    name: draft.name.trim(),
    clientId: draft.clientId.trim(),
    ...(draft.clientSecret === null ? {} : { clientSecret: draft.clientSecret }),
    ...(landingUrl === client.landingUrl ? {} : { landingUrl }),
    ...(draft.oauthServer === client.oauthServer ? {} : { oauthServer: draft.oauthServer }),
    ...(client.provider === 'custom' ? { http: serverRequest(draft.server) } : {}),
  };
}

/** Messages of the server by field. */
export function refusedFields(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {};
  const fieldOf = (pointer: string) => {
    const [, group, field] = pointer.split('/');
    return group === 'http' && field ? `server.${field}` : (group ?? '');
  };
  return Object.fromEntries(error.errors.map(({ pointer, message }) => [fieldOf(pointer), message]));
}
