import type { Api } from './api.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';

/** A kind of resource: how it is called, and where the REST API has it. */
export interface Kind {
  noun: string;
  path: string;
}

interface Named {
  id: string;
  name: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const LARGEST_PAGE = 1000;

/**
 * The id behind a name or id. Letter case counts only where it tells two names apart. Throws exit code 5 for no such
 * name, 6 where several have it.
 */
export async function idOf(api: Api, kind: Kind, nameOrId: string): Promise<string> {
  if (UUID.test(nameOrId)) return nameOrId;
  const rows = await namesLike(api, kind, nameOrId);
  const exact = rows.filter(({ id, name }) => name === nameOrId || id === nameOrId);
  const found = exact.length > 0 ? exact : rows.filter(({ name }) => name.toLowerCase() === nameOrId.toLowerCase());
  const [one] = found;
  if (one && found.length === 1) return one.id;
  if (found.length > 1) {
    const ids = found.map(({ id, name }) => `  ${id}  ${name}`).join('\n');
    throw new Failure(
      exitCodes.conflict,
      `${found.length} ${kind.noun}s are called "${nameOrId}". Say which one by its id:\n${ids}`,
    );
  }
  throw new Failure(
    exitCodes.notFound,
    `There is no ${kind.noun} called "${nameOrId}". See them all with: counterflow ${kind.noun} list`,
  );
}

async function namesLike(api: Api, { path }: Kind, name: string): Promise<Named[]> {
  const rows: Named[] = [];
  // The server takes % and _ for wildcards and \ for their escape: more rows than meant, never fewer.
  const q = encodeURIComponent(name.replaceAll('\\', '_').slice(0, 200));
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { value } = await api.get<{ items: Named[]; nextCursor: string | null }>(
      `${path}?limit=${LARGEST_PAGE}&q=${q}${after}`,
    );
    rows.push(...value.items);
    cursor = value.nextCursor;
  }
  return rows;
}
