import { isIP } from 'node:net';
import { isAbsolute, join, resolve } from 'node:path';
import { CounterflowError } from './counterflow-error.ts';
import { findLookAlike } from './http/look-alike.ts';
import type { PublicUrl } from './installation.ts';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Settings of this process, read from the environment once at start. */
export interface Config {
  host: string;
  port: number;
  publicUrls: PublicUrl[];
  dataDir: string;
  /** PostgreSQL to use instead of the embedded one. */
  databaseUrl: string | undefined;
  keyFile: string;
  fileRoots: string[];
  /** A sandbox run by someone else; undefined: this installation starts its own when it has stores. */
  sandboxUrl: string | undefined;
  allowPrivate: string[];
  trustProxy: boolean;
  logLevel: (typeof logLevels)[number];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings. Throws `config_invalid` with one line that names the variable, its value and what is allowed. */
export function readConfig(env: Environment, cwd = process.cwd()): Config {
  const host = text(env, 'HOST') ?? '127.0.0.1';
  const port = portOf(env);
  const dataDir = resolve(cwd, text(env, 'COUNTERFLOW_DATA') ?? 'data');
  return {
    host,
    port,
    publicUrls: publicUrlsOf(env, host, port),
    dataDir,
    databaseUrl: databaseUrlOf(env),
    keyFile: resolve(cwd, text(env, 'COUNTERFLOW_KEY_FILE') ?? join(dataDir, 'keys.json')),
    fileRoots: fileRootsOf(env, cwd) ?? [join(dataDir, 'files')],
    sandboxUrl: sandboxUrlOf(env),
    allowPrivate: allowPrivateOf(env),
    trustProxy: trustProxyOf(env),
    logLevel: logLevelOf(env),
  };
}

function text(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

function wrong(name: string, value: string, allowed: string): CounterflowError {
  return new CounterflowError('config_invalid', `${name} is "${value}", but must be ${allowed}.`);
}

function portOf(env: Environment): number {
  const value = text(env, 'PORT') ?? '4400';
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) throw wrong('PORT', value, 'a whole number from 0 to 65535');
  return port;
}

/** The address as it is written: one with a look-alike is refused, not quietly read as what it looks like. */
function webUrl(name: string, value: string): URL | undefined {
  const lookAlike = findLookAlike(value);
  if (lookAlike) {
    const { position, codePoint, suggestion } = lookAlike;
    const meant = suggestion ? `written as ${suggestion}` : 'typed anew';
    throw wrong(name, value, `${meant}: character ${position} is ${codePoint}, which only looks like a plain one`);
  }
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url && ['http:', 'https:'].includes(url.protocol) && !url.username && !url.password ? url : undefined;
}

function publicUrlsOf(env: Environment, host: string, port: number): PublicUrl[] {
  const value = text(env, 'COUNTERFLOW_URL');
  if (value === undefined) {
    const name = isIP(host) === 6 ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host;
    return [{ region: null, url: `http://${name}:${port}` }];
  }
  const allowed = 'an http(s) address, or region=address pairs such as "na=https://a.example,eu=https://eu.example"';
  const entries = value.split(',').map((entry) => entry.trim());
  const urls = entries.map((entry): PublicUrl => {
    const [, region, address] = /^(?:([a-z0-9-]{1,20})=)?(\S+)$/i.exec(entry) ?? [];
    const url = address === undefined ? undefined : webUrl('COUNTERFLOW_URL', address);
    if (!url || url.search || url.hash || url.pathname !== '/') throw wrong('COUNTERFLOW_URL', value, allowed);
    return { region: region ?? null, url: url.origin };
  });
  const regions = new Set(urls.map(({ region }) => region));
  if (regions.size < urls.length || (urls.length > 1 && regions.has(null))) {
    throw wrong('COUNTERFLOW_URL', value, `${allowed}, each region once`);
  }
  return urls;
}

function databaseUrlOf(env: Environment): string | undefined {
  const value = text(env, 'DATABASE_URL');
  if (value === undefined || /^postgres(ql)?:\/\//.test(value)) return value;
  // Not shown: it may hold a password.
  throw new CounterflowError(
    'config_invalid',
    'DATABASE_URL must be an address like postgres://user:password@host:5432/database.',
  );
}

function fileRootsOf(env: Environment, cwd: string): string[] | undefined {
  const value = text(env, 'COUNTERFLOW_FILES');
  const roots = value?.split(/[,:]/).map((entry) => entry.trim());
  if (roots?.some((root) => root === '' || !isAbsolute(resolve(cwd, root)))) {
    throw wrong('COUNTERFLOW_FILES', value ?? '', 'folders, separated by commas');
  }
  return roots?.map((root) => resolve(cwd, root));
}

function sandboxUrlOf(env: Environment): string | undefined {
  const value = text(env, 'COUNTERFLOW_SANDBOX_URL');
  if (value === undefined) return undefined;
  const url = webUrl('COUNTERFLOW_SANDBOX_URL', value);
  if (!url) throw wrong('COUNTERFLOW_SANDBOX_URL', value, 'an http(s) address');
  return url.toString().replace(/\/$/, '');
}

function allowPrivateOf(env: Environment): string[] {
  const value = text(env, 'COUNTERFLOW_ALLOW_PRIVATE');
  const entries = value?.split(',').map((entry) => entry.trim()) ?? [];
  const isFine = (entry: string) => {
    const [net, prefix] = entry.split('/');
    if (prefix === undefined) return /^[\w.:[\]-]+$/.test(entry);
    const most = isIP(net ?? '') === 6 ? 128 : 32;
    return isIP(net ?? '') !== 0 && /^\d+$/.test(prefix) && Number(prefix) <= most;
  };
  if (entries.every(isFine)) return entries;
  throw wrong('COUNTERFLOW_ALLOW_PRIVATE', value ?? '', 'hosts, host:port or CIDRs, separated by commas');
}

function trustProxyOf(env: Environment): boolean {
  const value = text(env, 'COUNTERFLOW_TRUST_PROXY');
  if (value === undefined || ['0', 'false', 'no'].includes(value)) return false;
  if (['1', 'true', 'yes'].includes(value)) return true;
  throw wrong('COUNTERFLOW_TRUST_PROXY', value, 'true or false');
}

function logLevelOf(env: Environment): Config['logLevel'] {
  const value = text(env, 'LOG_LEVEL') ?? 'warn';
  const level = logLevels.find((one) => one === value);
  if (!level) throw wrong('LOG_LEVEL', value, `one of ${logLevels.join(', ')}`);
  return level;
}
