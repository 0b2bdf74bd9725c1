import type { StoredSecret } from '../rest.ts';
import type { SealedSecrets } from '../store/vault.ts';
import {
  type HttpOverrides,
  type HttpOverridesView,
  type HttpSettingsInput,
  httpOverrides,
  tlsSecrets,
} from './http-settings-schema.ts';
import { secretView } from './stored-secrets.ts';

const ENCRYPTED = 'http.encrypted.';
const TLS = 'http.tls.';

/** Name of a custom encrypted field among a connection's secrets. */
export const encryptedField = (name: string) => `${ENCRYPTED}${name}`;
/** Name of a secret of the client certificate among a connection's secrets. */
export const tlsField = (name: (typeof tlsSecrets)[number]) => `${TLS}${name}`;

/**
 * HTTP settings of a connection after an edit (RFC 7396: what is left out stays, null takes an override back). `secrets` are
 * its changes among the connection's secrets: null for one that is removed.
 */
export function editedHttp(
  stored: { http: HttpOverrides | null; secrets: SealedSecrets },
  input: HttpSettingsInput | null | undefined,
): { http: HttpOverrides | null; secrets: Record<string, string | null | undefined> } {
  if (input === undefined) return { http: stored.http, secrets: {} };
  const { encrypted, tls, ...rest } = input ?? {};
  const { key, passphrase, pfx, ...plainTls } = tls ?? {};
  const isReset = input === null;
  const removed = (prefix: string) =>
    Object.fromEntries(
      Object.keys(stored.secrets)
        .filter((field) => field.startsWith(prefix))
        .map((field) => [field, null]),
    );
  const given = [
    ...Object.entries(encrypted ?? {}).map(([name, value]) => [encryptedField(name), value] as const),
    ...Object.entries({ key, passphrase, pfx }).map(([name, value]) => [`${TLS}${name}`, value] as const),
  ];
  const plain = tls === undefined ? rest : { ...rest, tls: tls === null ? null : plainTls };
  return {
    http: isReset ? null : overridesOf(mergePatch(stored.http ?? {}, plain)),
    secrets: {
      ...(isReset || encrypted === null ? removed(ENCRYPTED) : {}),
      ...(isReset || tls === null ? removed(TLS) : {}),
      ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
    },
  };
}

/** How the HTTP settings of a connection read; null where it has none of its own. */
export function httpView(http: HttpOverrides | null, secrets: SealedSecrets): HttpOverridesView | null {
  const encrypted: Record<string, StoredSecret> = {};
  for (const field of Object.keys(secrets)) {
    if (field.startsWith(ENCRYPTED)) encrypted[field.slice(ENCRYPTED.length)] = secretView(secrets, field);
  }
  const identity = tlsSecrets.filter((name) => secrets[tlsField(name)]);
  const tls = {
    ...http?.tls,
    ...Object.fromEntries(identity.map((name) => [name, secretView(secrets, tlsField(name))])),
  };
  const view = {
    ...http,
    ...(Object.keys(encrypted).length > 0 ? { encrypted } : {}),
    ...(Object.keys(tls).length > 0 ? { tls } : {}),
  };
  return Object.keys(view).length > 0 ? view : null;
}

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 7396; an object in which nothing is left goes too. */
function mergePatch(target: Tree, patch: Tree): Tree {
  const merged = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    const next = isTree(value) ? mergePatch(isTree(merged[name]) ? merged[name] : {}, value) : value;
    if (next === null || (isTree(next) && Object.keys(next).length === 0)) delete merged[name];
    else merged[name] = next;
  }
  return merged;
}

const overridesOf = (tree: Tree): HttpOverrides | null =>
  Object.keys(tree).length === 0 ? null : httpOverrides.parse(tree);
