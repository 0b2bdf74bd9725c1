import type { ConnectionDraft } from './draft.ts';
import type { HttpDraft } from './http/http-draft.ts';

const keyOf = (path: string) => `counterflow-draft ${path}`;

/** Keeps what was typed while the person signs in again: in this tab only, and without anything secret. */
export function keepDraft(path: string, draft: ConnectionDraft): void {
  const { password: _1, apiSecret: _2, personalToken: _3, token: _4, refreshToken: _5, ...rest } = draft;
  const kept = { ...rest, http: withoutSecrets(draft.http), asideHttp: {} };
  sessionStorage.setItem(keyOf(path), JSON.stringify(kept));
}

/** What was kept for this form, once. */
export function takeDraft(path: string): Partial<ConnectionDraft> | undefined {
  const kept = sessionStorage.getItem(keyOf(path));
  if (kept === null) return undefined;
  sessionStorage.removeItem(keyOf(path));
  return JSON.parse(kept) as Partial<ConnectionDraft>;
}

/** A secret that was typed is to be typed again; one that is stored stays. */
function withoutSecrets({ fields, certificate, ...rest }: HttpDraft): HttpDraft {
  const blank = (value: string | null) => value && '';
  return {
    ...rest,
    ...(fields
      ? { fields: fields.map((field) => (field.isSecret ? { ...field, value: blank(field.value) } : field)) }
      : {}),
    ...(certificate
      ? {
          certificate: {
            ...certificate,
            key: blank(certificate.key),
            passphrase: blank(certificate.passphrase),
            pfx: blank(certificate.pfx),
          },
        }
      : {}),
  };
}
