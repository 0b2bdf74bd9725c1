import { randomBytes } from 'node:crypto';

/** What becomes of a refresh token that was used, as the client describes the server. */
export type Rotation = 'static' | 'untilFirstUse' | 'immediate' | 'family';

interface Pair {
  accessToken: string;
  refreshToken: string;
  untilMs: number;
}

interface Family {
  rotation: Rotation;
  current: Pair;
  /** Pairs given since, of which the first one used becomes the current. */
  candidates: Pair[];
  spent: Set<string>;
  isRevoked: boolean;
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** An OAuth server as a user may describe one, with the API behind it. Written from RFC 6749 and 9700, section 4.14.2. */
export class AnyServer {
  readonly client = { id: 'counterflow', secret: 'its secret' };
  readonly #nowMs: () => number;
  readonly #accessSeconds: number;
  #families: Family[] = [];
  /** Given for the client's own credentials: nobody's consent, and each lives to its end. */
  #standing: Pair[] = [];

  constructor(nowMs: () => number, accessSeconds: number) {
    this.#nowMs = nowMs;
    this.#accessSeconds = accessSeconds;
  }

  grant(rotation: Rotation): Pair {
    const family = { rotation, current: this.#newPair(), candidates: [], spent: new Set<string>(), isRevoked: false };
    this.#families.push(family);
    return family.current;
  }

  /** What the client gets for its own credentials: no refresh token comes with it. */
  standing(): Pair {
    const pair = { ...this.#newPair(), refreshToken: '' };
    this.#standing.push(pair);
    return pair;
  }

  forget(): void {
    this.#families = [];
    this.#standing = [];
  }

  family(refreshToken: string): Family | undefined {
    return this.#families.find(
      ({ current, candidates, spent }) =>
        spent.has(refreshToken) || [current, ...candidates].some((pair) => pair.refreshToken === refreshToken),
    );
  }

  token(fields: Record<string, string>): Reply {
    if (fields.client_id !== this.client.id || fields.client_secret !== this.client.secret)
      return json(401, { error: 'invalid_client' });
    if (fields.grant_type === 'client_credentials') return this.#told(this.standing());
    const token = fields.refresh_token ?? '';
    const family = this.family(token);
    if (!family || family.isRevoked) return json(400, { error: 'invalid_grant' });
    const { rotation } = family;
    adopt(family, ({ refreshToken }) => refreshToken === token);
    if (family.current.refreshToken !== token) {
      if (rotation === 'family') family.isRevoked = true;
      return json(400, { error: 'invalid_grant' });
    }
    const pair = { ...this.#newPair(), ...(rotation === 'static' ? { refreshToken: token } : {}) };
    if (rotation === 'untilFirstUse') family.candidates.push(pair);
    else {
      if (rotation !== 'static') family.spent.add(token);
      family.current = pair;
    }
    return this.#told(rotation === 'static' ? { ...pair, refreshToken: '' } : pair);
  }

  #told({ accessToken, refreshToken }: Pair): Reply {
    return json(200, {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: this.#accessSeconds,
      ...(refreshToken === '' ? {} : { refresh_token: refreshToken }),
    });
  }

  api(bearer: string): Reply {
    const good = json(200, { ok: true });
    if (this.#standing.some(({ accessToken, untilMs }) => accessToken === bearer && untilMs > this.#nowMs()))
      return good;
    for (const family of this.#families) {
      adopt(family, ({ accessToken }) => accessToken === bearer);
      const { current, isRevoked } = family;
      if (current.accessToken === bearer && !isRevoked && current.untilMs > this.#nowMs()) return good;
    }
    return json(401, { message: 'The access token is not valid.' });
  }

  #newPair(): Pair {
    const fresh = () => randomBytes(16).toString('hex');
    return { accessToken: fresh(), refreshToken: fresh(), untilMs: this.#nowMs() + this.#accessSeconds * 1000 };
  }
}

function adopt(family: Family, isUsed: (pair: Pair) => boolean): void {
  const used = family.candidates.find(isUsed);
  if (!used) return;
  for (const { refreshToken } of [family.current, ...family.candidates])
    if (refreshToken !== used.refreshToken) family.spent.add(refreshToken);
  family.current = used;
  family.candidates = [];
}

export const json = (status: number, body: object): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  text: JSON.stringify(body),
});
