import type pg from 'pg';
import type { TokenPair } from '../../../src/connections/token-request.ts';
import type { Vault } from '../../../src/store/vault.ts';

/** Fields of a token request or reply, as a form or as JSON; of anything else none. */
export function tokenFieldsOf(body: string): Record<string, string> {
  if (!body.startsWith('{')) return Object.fromEntries(new URLSearchParams(body));
  try {
    return JSON.parse(body) as Record<string, string>;
  } catch {
    return {};
  }
}

/** Of every pair that was ever committed to a grant one row, written by a trigger. */
export const storedPairTable = `
  create table stored_pair (connection_id uuid not null, token_pair text not null);
  create function note_stored_pair() returns trigger language plpgsql as $$
  begin
    insert into stored_pair values (new.connection_id, new.token_pair);
    return null;
  end $$;
  create trigger stored_pair after insert or update of token_pair on "grant"
    for each row execute function note_stored_pair();
`;

/** What the database holds of a connection, looked at from outside of the history. */
export class Stored {
  readonly #watch: pg.Client;
  readonly #vault: Vault;
  readonly #connectionId: string;
  readonly #accessTokens = new Set<string>();
  readonly #refreshTokens = new Set<string>();

  constructor(parts: { watch: pg.Client; vault: Vault; connectionId: string }) {
    this.#watch = parts.watch;
    this.#vault = parts.vault;
    this.#connectionId = parts.connectionId;
  }

  /** The pair that is stored now. */
  async newest(): Promise<(TokenPair & { generation: number }) | undefined> {
    const { rows } = await this.#watch.query<{ generation: number; token_pair: string }>({
      name: 'newest pair',
      text: 'select generation, token_pair from "grant" where connection_id = $1',
      values: [this.#connectionId],
    });
    return rows[0] && { ...this.opened(rows[0].token_pair), generation: rows[0].generation };
  }

  /** Whether a pair with this access token was committed, then or before. */
  async hasBeenStored(accessToken: string): Promise<boolean> {
    if (!this.#accessTokens.has(accessToken)) await this.#look();
    return this.#accessTokens.has(accessToken);
  }

  async hasStoredRefreshToken(refreshToken: string): Promise<boolean> {
    await this.#look();
    return this.#refreshTokens.has(refreshToken);
  }

  async #look(): Promise<void> {
    const { rows } = await this.#watch.query<{ token_pair: string }>({
      name: 'stored pairs',
      text: 'select token_pair from stored_pair where connection_id = $1',
      values: [this.#connectionId],
    });
    for (const { token_pair: sealed } of rows) {
      const { accessToken, refreshToken } = this.opened(sealed);
      this.#accessTokens.add(accessToken);
      if (refreshToken !== undefined) this.#refreshTokens.add(refreshToken);
    }
  }

  /** A sealed pair in clear. */
  opened(sealed: string): TokenPair {
    const place = { table: 'grant', row: this.#connectionId, field: 'tokenPair' };
    return JSON.parse(this.#vault.open(place, sealed));
  }
}
