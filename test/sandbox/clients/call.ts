/** A call that a public client offers, by its name there. */
export interface Call {
  name: string;
  make(): Promise<unknown>;
}

/** What a client is given to know about its store. */
export interface Account {
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  accessToken: string;
  accountId: string;
  domainPrefix: string;
}

/** Functions of a package without types of ours, by name. */
export type Functions = Record<string, (...given: unknown[]) => Promise<unknown>>;
