/** What every grant has, whichever server gave it: a family is all tokens that came from one consent. */
export interface AnyFamily {
  id: string;
  storeId: string;
  /** Empty where no OAuth client took part. */
  clientId: string;
  employeeId: number;
  scopes: string[];
  state: 'live' | 'revoked';
  refreshes: number;
  /** Refreshes with a token that was spent, which a careful client never makes. */
  reuseAttempts: number;
}

/** A token and when it ends, epoch ms. */
export interface Access {
  token: string;
  untilMs: number;
}
