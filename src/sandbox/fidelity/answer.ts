import { type PathType, pathsOf } from './shape.ts';
import type { Reply } from './shop.ts';

/** What the sandbox said to a sample's request, asked as often as it takes to see rare fields. */
export interface Answer {
  /** Of the reply that is most like the sample's; undefined when there was no row to ask about. */
  status: number | undefined;
  paths: Map<string, Set<PathType>>;
  headers: Set<string>;
  /** Bodies as they came, of the status above. */
  bodies: unknown[];
  /** Why there is no reply to compare. */
  trouble?: string;
}

/** The best of some replies: those with the sample's status, else the first one. */
export function answerOf(replies: Reply[], status: number, trouble: string): Answer {
  const right = replies.filter((reply) => reply.status === status);
  const [first] = right.length > 0 ? right : replies;
  if (!first) return { status: undefined, paths: new Map(), headers: new Set(), bodies: [], trouble };
  const bodies = right.length > 0 ? right.map(({ body }) => body) : [first.body];
  const paths = new Map<string, Set<PathType>>();
  for (const body of bodies) {
    for (const [path, types] of pathsOf(body)) paths.set(path, new Set([...(paths.get(path) ?? []), ...types]));
  }
  return { status: first.status, paths, headers: new Set(right.flatMap(({ headers }) => [...headers])), bodies };
}

/** Some of many, spread evenly, the first always among them. */
export function spread<T>(all: T[], most: number): T[] {
  const step = Math.max(1, all.length / most);
  return all.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step)).slice(0, most);
}

/** Ids of the rows that show what no row before them shows, then some others: with few rows everything that occurs is seen. */
export function telling(rows: { id: string; row: unknown }[], most: number): string[] {
  const seen = new Set<string>();
  const news = rows.filter(({ row }) => {
    const shown = [...pathsOf(row)].flatMap(([path, types]) => [...types].map((type) => `${path} ${type}`));
    const isNew = shown.some((one) => !seen.has(one));
    for (const one of shown) seen.add(one);
    return isNew;
  });
  return [...new Set([...news, ...spread(rows, most)].map(({ id }) => id))].slice(0, Math.max(most, news.length));
}
