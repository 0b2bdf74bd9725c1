import { createHash } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';

/** How a request shows who it is over TLS, and whom it believes. PEM, or PFX as base64. */
export interface TlsIdentity {
  /** False: whoever answers is believed, and may read and change everything. */
  verify: boolean;
  certificate: string | undefined;
  key: string | undefined;
  passphrase: string | undefined;
  pfx: string | undefined;
  /** Believed instead of the public authorities. */
  ca: string | undefined;
}

export function tlsOptions({ verify, certificate, key, passphrase, pfx, ca }: TlsIdentity) {
  const options: SecureContextOptions & { rejectUnauthorized?: boolean } = {
    ...(verify ? {} : { rejectUnauthorized: false }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(pfx === undefined ? {} : { pfx: Buffer.from(pfx, 'base64') }),
    ...(ca === undefined ? {} : { ca }),
  };
  return options;
}

/** An identity that nobody used for this long keeps no open lines and nothing in memory. */
const UNUSED_MS = 60_000;

interface Closable {
  close(): Promise<void>;
}

/**
 * One client for each identity that is in use, so that a line opened with one certificate never carries another's requests.
 * `unusedMs` after its last request a client is closed.
 */
export function clientsByIdentity<T extends Closable>(open: (identity: TlsIdentity) => T, unusedMs = UNUSED_MS) {
  const kept = new Map<string, { client: T; users: number; unused: NodeJS.Timeout | undefined }>();
  return {
    async use<R>(identity: TlsIdentity, run: (client: T) => Promise<R>): Promise<R> {
      const name = createHash('sha256').update(JSON.stringify(identity)).digest('base64');
      const one = kept.get(name) ?? { client: open(identity), users: 0, unused: undefined };
      kept.set(name, one);
      clearTimeout(one.unused);
      one.users += 1;
      try {
        return await run(one.client);
      } finally {
        one.users -= 1;
        if (one.users === 0) {
          one.unused = setTimeout(() => {
            kept.delete(name);
            void one.client.close();
          }, unusedMs).unref();
        }
      }
    },
    async close() {
      for (const { unused } of kept.values()) clearTimeout(unused);
      await Promise.all([...kept.values()].map(({ client }) => client.close()));
      kept.clear();
    },
  };
}
