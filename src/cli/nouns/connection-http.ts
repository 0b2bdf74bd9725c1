import { readFileSync } from 'node:fs';
import { authTypes } from '../../connectors/http-settings.ts';
import { readSecret } from '../ask.ts';
import type { Flag } from '../command.ts';
import { wrongUsage } from '../failure.ts';
import type { Options } from '../options.ts';

/** HTTP settings: the usual ones as flags, all of them in a file. */
export const httpFlags: readonly Flag[] = [
  { flag: '--base-uri <address>', help: 'Where the API is; its requests and credentials go there alone.' },
  { flag: '--auth <type>', help: 'http: how to sign in.', choices: [...authTypes] },
  { flag: '--username <name>', help: 'http: whom to sign in as; the password comes with --password-file.' },
  { flag: '--token-file <file>', help: 'http: file that holds the token; - reads standard input.' },
  {
    flag: '--refresh-token-file <file>',
    help: 'http: file that holds the token that renews it; - reads standard input.',
  },
  {
    flag: '--encrypted <name=file>',
    help: 'A secret of your own for {{connection.http.encrypted.NAME}}, from a file; may be given many times.',
    repeatable: true,
  },
  {
    flag: '--http-file <file>',
    help: 'JSON file with any settings of HTTP view; - reads standard input. docs/http-view.md.',
  },
];

/** HTTP settings that the flags ask for; undefined when none does. Flags go before the file. */
export function httpOf(options: Options): object | null | undefined {
  if (options.is('resetHttp')) return null;
  const file = options.text('httpFile');
  const http: Record<string, unknown> = file === undefined ? {} : readObject(file);
  const auth = Object.entries({ type: options.text('auth'), username: options.text('username') });
  const baseUri = options.text('baseUri');
  if (baseUri !== undefined) http.baseUri = baseUri;
  const chosen = auth.filter(([, value]) => value !== undefined);
  if (chosen.length > 0) http.auth = { ...(http.auth as object | undefined), ...Object.fromEntries(chosen) };
  const encrypted = options.list('encrypted').map(secretField);
  if (encrypted.length > 0) {
    http.encrypted = { ...(http.encrypted as object | undefined), ...Object.fromEntries(encrypted) };
  }
  return Object.keys(http).length > 0 ? http : undefined;
}

/** Secrets of an HTTP connection, from the files that the flags name. */
export function httpSecrets(options: Options): { token: string | undefined; refreshToken: string | undefined } {
  const secretIn = (name: string) => {
    const file = options.text(name);
    return file === undefined ? undefined : readSecret(file);
  };
  return { token: secretIn('tokenFile'), refreshToken: secretIn('refreshTokenFile') };
}

function secretField(pair: string): [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw wrongUsage(`--encrypted takes a name and a file, as in appKey=key.txt, not "${pair}".`);
  return [pair.slice(0, at), readSecret(pair.slice(at + 1))];
}

function readObject(file: string): Record<string, unknown> {
  const named = file === '-' ? 'Standard input' : file;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw wrongUsage(code ? `${named} can't be read (${code}).` : `${named} is no JSON: ${(cause as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongUsage(`${named} should hold one JSON object, such as {"ping": {"relativeUri": "me"}}.`);
  }
  return value as Record<string, unknown>;
}
