import type { IClientHttp } from '../../../../src/connections/iclient-schema.ts';
import type { IClient, IClientWrite } from '../../api/iclients.ts';
import { addressTrouble } from '../../components/address-check.ts';
import { LANDING_URL } from '../../components/landing-url.ts';
import { text } from '../../texts/text.ts';

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
  authorizeUrl: string;
  tokenUrl: string;
  clientAuthentication: IClientHttp['clientAuthentication'];
  rotation: IClientHttp['rotation'];
  pkce: boolean;
}

/** What a new client starts with, or an existing one. */
export function iClientDraft(client: IClient | undefined, provider: Provider): IClientDraft {
  return {
    provider: client?.provider ?? provider,
    name: client?.name ?? '',
    clientId: client?.clientId ?? '',
    clientSecret: client?.clientSecret.set ? null : '',
    landingUrl: client ? (client.landingUrl ?? '') : provider === 'custom' ? '' : LANDING_URL,
    oauthServer: client?.oauthServer ?? 'new',
    authorizeUrl: client?.http?.authorizeUrl ?? '',
    tokenUrl: client?.http?.tokenUrl ?? '',
    clientAuthentication: client?.http?.clientAuthentication ?? 'body',
    rotation: client?.http?.rotation ?? 'family',
    pkce: client?.http?.pkce !== 'none',
  };
}

/**
 * Whether a stored secret would go to another place: then it has to be typed again, as the server asks, too. `client` is
 * what is stored.
 */
export function needsSecretAgain(draft: IClientDraft, client: IClient | undefined): boolean {
  if (!client?.clientSecret.set) return false;
  if (draft.clientId.trim() !== client.clientId) return true;
  if (draft.provider !== 'custom') return false;
  const { authorizeUrl, tokenUrl } = draft;
  return authorizeUrl.trim() !== (client.http?.authorizeUrl ?? '') || tokenUrl.trim() !== client.http?.tokenUrl;
}

/** Messages by field. */
export function iClientErrors(
  draft: IClientDraft,
  client: IClient | undefined,
): Partial<Record<keyof IClientDraft, string>> {
  const errors: Partial<Record<keyof IClientDraft, string>> = {};
  if (!draft.name.trim()) errors.name = text('iclient.name.missing');
  if (!draft.clientId.trim()) errors.clientId = text('iclient.clientId.missing');
  if (draft.clientSecret === null) {
    if (needsSecretAgain(draft, client)) errors.clientSecret = text('iclient.secret.again');
  } else if (!draft.clientSecret) {
    errors.clientSecret = text('iclient.secret.missing');
  } else if (/^\*+$/.test(draft.clientSecret)) {
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
    for (const field of ['authorizeUrl', 'tokenUrl'] as const) {
      const address = draft[field].trim();
      const trouble = addressTrouble(address);
      if (!address) errors[field] = text(`iclient.${field}.missing`);
      else if (trouble) errors[field] = trouble.message;
      else if (!URL.canParse(address)) errors[field] = text('iclient.url.wrong');
    }
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
    ...(provider === 'custom' ? { http: httpOf(draft) } : {}),
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
    ...(client.provider === 'custom' ? { http: httpOf(draft) } : {}),
  };
}

/** What this form knows of a server; the rest of what is stored stays as it is. */
function httpOf(draft: IClientDraft): IClientWrite['http'] {
  return {
    authorizeUrl: draft.authorizeUrl.trim(),
    tokenUrl: draft.tokenUrl.trim(),
    clientAuthentication: draft.clientAuthentication,
    rotation: draft.rotation,
    pkce: draft.pkce,
  };
}
