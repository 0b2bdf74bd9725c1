import { z } from 'zod';

/**
 * Where a person goes after sign-in: a path of this app. An address of another host is none, also one that a browser
 * would read as such because it takes `\` for `/` and passes over tabs and line ends.
 */
export const nextPath = z.string().regex(/^\/(?![/\\])[\x21-\x7e]*$/);
