import { createSecureContext } from 'node:tls';
import type { HttpSettings } from '../connectors/http-settings.ts';
import { type TlsIdentity, tlsOptions } from '../http/tls-identity.ts';
import type { Installation } from '../installation.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { tlsField } from './http-overrides.ts';
import type { tlsSecrets } from './http-settings-schema.ts';
import { SettingRefused } from './setting-refused.ts';
import { openSecret } from './template-values.ts';

type TlsSecret = (typeof tlsSecrets)[number];

/** How a connection shows who it is and checks who answers; undefined where it does as every other one. */
export function tlsIdentityOf(
  installation: Installation,
  { tls }: Pick<HttpSettings, 'tls'>,
  connection: ConnectionRow,
): TlsIdentity | undefined {
  return identityFrom(tls, (name) => openSecret(installation, connection, tlsField(name)));
}

function identityFrom(
  { verify, certificate, ca }: HttpSettings['tls'],
  secret: (name: TlsSecret) => string | undefined,
): TlsIdentity | undefined {
  const pfx = secret('pfx');
  if (verify && certificate === null && ca === null && pfx === undefined) return undefined;
  return {
    verify,
    certificate: certificate ?? undefined,
    ca: ca ?? undefined,
    key: secret('key'),
    passphrase: secret('passphrase'),
    pfx,
  };
}

/**
 * Checks that a client certificate is whole and can be used: PEM with its key, or PFX. Throws SettingRefused
 * (`certificate_invalid`).
 */
export function checkTls(tls: HttpSettings['tls'], secret: (name: TlsSecret) => string | undefined): void {
  const refused = (field: string, message: string) =>
    new SettingRefused(`/http/tls/${field}`, 'certificate_invalid', message);
  const [key, pfx] = [secret('key'), secret('pfx')];
  if (pfx !== undefined && (tls.certificate !== null || key !== undefined)) {
    throw refused('pfx', 'Give the client certificate as PEM or as PFX, not both.');
  }
  if (tls.certificate !== null && key === undefined)
    throw refused('key', 'Give the key that belongs to the certificate.');
  if (tls.certificate === null && key !== undefined) {
    throw refused('certificate', 'Give the certificate that belongs to the key.');
  }
  const identity = identityFrom(tls, secret);
  if (!identity) return;
  try {
    createSecureContext(tlsOptions(identity));
  } catch (cause) {
    const field = pfx === undefined ? (tls.certificate === null ? 'ca' : 'key') : 'pfx';
    throw refused(field, `This client certificate can't be used: ${reasonOf(cause)}`);
  }
}

function reasonOf(cause: unknown): string {
  const code = String((cause as { code?: string }).code ?? '');
  if (/MISMATCH/.test(code)) return 'the key belongs to another certificate.';
  if (/PASS|DECRYPT|BAD_PASSWORD|MAC_VERIFY/i.test(`${code} ${String(cause)}`))
    return 'the passphrase is missing or wrong.';
  return 'it is not whole. Paste all of it; a PFX file goes in as base64.';
}
