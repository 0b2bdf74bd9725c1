import { basename } from 'node:path';
import { nameOfPath, rCovered } from './coverage.ts';
import type { Sample } from './samples.ts';

/** A sample's request as the sandbox knows it. */
export interface RTarget {
  /** Before the account: `/API` or `/API/V3`. */
  root: string;
  /** `Sale/{}/SaleLine`; `Account`, `Session` or `Accounts` for what lies above or beside the resources. */
  template: string;
  /** Segments below the account, as the sample writes them. */
  ids: string[];
  /** Whether the request names a row of the resource, as opposed to its list or an action on it. */
  one: boolean;
  query: URLSearchParams;
}

const templates = new Map(rCovered.map(({ path }) => [nameOfPath(path).toLowerCase(), path]));

export const isId = (segment: string): boolean => /^\{.*\}$/.test(segment) || /^\d+$/.test(segment);

/** The names in a path, without ids: `Sale/SaleLine`; undefined for a path outside the API of R-Series. */
export function resourceOf(path: string): string | undefined {
  const segments = below(path);
  if (segments === undefined) return undefined;
  if (segments === 'session') return 'Session';
  const names = segments.filter((segment) => !isId(segment));
  return names.length === 0 ? 'Account' : names.join('/');
}

/**
 * What a sample asks for. Documentation has slips in paths: where a path names no known resource, the file's name may.
 * Undefined when neither does.
 */
export function targetOf({ path, file, method }: Sample): RTarget | undefined {
  const segments = below(path);
  const query = new URLSearchParams(path.split('?')[1] ?? '');
  const root = /^\/API\/V3\//.test(path) ? '/API/V3' : '/API';
  if (segments === 'session') return { root, template: 'Session', ids: [], one: false, query };
  const names = (segments ?? []).filter((segment) => !isId(segment)).join('/');
  if (segments !== undefined && names === '') {
    const template = /\/Account(?:\.\w+)?(?:\?|$)/.test(path) ? 'Accounts' : 'Account';
    return { root, template, ids: [], one: false, query };
  }
  const template = templates.get(names.toLowerCase()) ?? templates.get(fileNames(file));
  if (template === undefined) return undefined;
  const last = segments?.at(-1) ?? '';
  const acts =
    template.includes('/{}/') && !rCovered.some((one) => one.path === template && one.methods.includes('GET'));
  const one = !acts && (method === 'PUT' || method === 'DELETE' || (method === 'GET' && isId(last)));
  return { root, template, ids: (segments ?? []).filter(isId), one, query };
}

const fileNames = (file: string) => basename(file, '.json').replaceAll('_', '/').toLowerCase();

/** Segments below the account. A name glued to the placeholder of the account counts as a segment of its own. */
function below(path: string): string[] | 'session' | undefined {
  const plain = path.replace(/\?.*$/, '').replace(/\.(json|xml)$/, '');
  if (/^\/API(\/V3)?\/Session$/.test(plain)) return 'session';
  const [, rest] = /^\/API(?:\/V\d)?\/Account(?:\/(?:\{\w+\}|[^/{}]+)\/?|$)(.*)$/.exec(plain) ?? [];
  return rest?.split('/').filter((segment) => segment !== '');
}
