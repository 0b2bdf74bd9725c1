import { createHmac, randomBytes } from 'node:crypto';

/** Marks a text as the secret of a webhook, as Standard Webhooks writes it: `whsec_` and the key in base64. */
const PREFIX = 'whsec_';

/** A new secret of 32 random bytes. */
export const newSigningSecret = (): string => `${PREFIX}${randomBytes(32).toString('base64')}`;

/** What is sent with a message, besides its body. */
export interface SignedHeaders {
  'webhook-id': string;
  'webhook-timestamp': string;
  'webhook-signature': string;
}

/**
 * Signs a message by Standard Webhooks 1.0 (firm: its specification): HMAC-SHA256 over `id.timestamp.body`, keyed with the bytes
 * behind `whsec_`, in base64 after `v1,`. The timestamp is in seconds and of this attempt, so that a receiver can refuse old ones.
 */
export function signedHeaders(secret: string, id: string, at: Date, body: string): SignedHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
