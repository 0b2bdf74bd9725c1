import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';

export interface Claims {
  jti: string;
  aud: string;
  sub: string;
  acct: string;
  scope: string;
  iat: number;
  exp: number;
}

const MOST_KNOWN = 5000;
const ISSUER = 'https://cloud.lightspeedapp.com';

/** Signs and checks access tokens: JWT, RS256, times as floats (firm). */
export class AccessTokens {
  readonly #private: KeyObject;
  readonly #public: KeyObject;
  readonly #keyId: string;
  /** Tokens whose signature was found good: a token is checked at every request, and the check is slow. */
  readonly #known = new Map<string, Claims>();

  constructor(key: { id: string; pem: string }) {
    this.#private = createPrivateKey(key.pem);
    this.#public = createPublicKey(this.#private);
    this.#keyId = key.id;
  }

  static newKey(id: string): { id: string; pem: string } {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return { id, pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }

  sign(claims: Claims): string {
    const encoded = [
      { alg: 'RS256', typ: 'JWT', kid: this.#keyId },
      { iss: ISSUER, nbf: claims.iat, ...claims },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const text = encoded.join('.');
    return `${text}.${sign('sha256', Buffer.from(text), this.#private).toString('base64url')}`;
  }

  /** The claims of a token that this server signed; whether it still lives is another question. */
  read(token: string): Claims | undefined {
    const known = this.#known.get(token) ?? this.#verified(token);
    if (known && this.#known.size >= MOST_KNOWN) this.#known.clear();
    if (known) this.#known.set(token, known);
    return known;
  }

  #verified(token: string): Claims | undefined {
    const [header, payload, signature] = token.split('.');
    if (!header || !payload || !signature) return undefined;
    const signed = Buffer.from(`${header}.${payload}`);
    if (!verify('sha256', signed, this.#public, Buffer.from(signature, 'base64url'))) return undefined;
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
  }

  jwks(): { keys: object[] } {
    return { keys: [{ ...this.#public.export({ format: 'jwk' }), kid: this.#keyId, alg: 'RS256', use: 'sig' }] };
  }
}

/** What a token claims, unchecked; undefined when it is no token of this kind. */
export function claimsOf(token: string): Partial<Claims> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? claims : undefined;
  } catch {
    return undefined;
  }
}
