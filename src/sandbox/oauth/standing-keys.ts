import type { AnyFamily } from './any-family.ts';

/** A token that a user of an X-Series store made: it is never refreshed. */
export interface PersonalFamily extends AnyFamily {
  server: 'personal';
  token: string;
  /** Undefined: it has no end. */
  untilMs?: number;
}

/** A C-Series app that a shop installed: its key with a password of this shop. The hash is the one documented (firm). */
export interface AppFamily extends AnyFamily {
  server: 'app';
  appKey: string;
  password: string;
}

/** A further key of a C-Series shop, with the rights in `scopes`. */
export interface KeyFamily extends AnyFamily {
  server: 'key';
  apiKey: string;
  apiSecret: string;
}
