import { type RawBuilder, sql } from 'kysely';
import { CounterflowError } from '../counterflow-error.ts';

/** Where a list goes on: after this name and id. Opaque to clients. */
export interface PageCursor {
  sort: string;
  id: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function encodeCursor(cursor: PageCursor): string {
  return Buffer.from(JSON.stringify([cursor.sort, cursor.id])).toString('base64url');
}

/** Throws `invalid_cursor` for text that no list of ours gave out. */
export function decodeCursor(text: string): PageCursor {
  try {
    const [sort, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[];
    if (typeof sort === 'string' && !sort.includes('\0') && typeof id === 'string' && UUID.test(id))
      return { sort, id };
  } catch {
    // Falls through to the one message for every broken cursor.
  }
  throw new CounterflowError('invalid_cursor', 'This cursor is not one of ours. Start the list again without it.');
}

/** Cuts a page off rows of which one more than `limit` was read: that one only tells that there is a next page. */
export function pageOf<T>(
  rows: T[],
  limit: number,
  cursorOf: (row: T) => PageCursor,
): { rows: T[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, nextCursor: rows.length > limit && last ? encodeCursor(cursorOf(last)) : null };
}

/** Condition for the rows after a cursor in a list by name. Throws `invalid_cursor`. */
export function afterInNameOrder(cursor: string): RawBuilder<boolean> {
  const { sort, id } = decodeCursor(cursor);
  return sql<boolean>`(lower(name), id) > (${sort}, ${id}::uuid)`;
}

/** A page of a list by name; `rows` are one more than `limit` where there are more. */
export function namePage<T extends { name: string; id: string }>(rows: T[], limit: number) {
  return pageOf(rows, limit, (row) => ({ sort: row.name.toLowerCase(), id: row.id }));
}

/** A cursor of a list whose rows are numbered. */
export const encodeIdCursor = (id: string): string => Buffer.from(id).toString('base64url');

/** Throws `invalid_cursor` for text that no list of ours gave out. */
export function decodeIdCursor(text: string): string {
  const id = Buffer.from(text, 'base64url').toString('utf8');
  if (/^\d{1,18}$/.test(id)) return id;
  throw new CounterflowError('invalid_cursor', 'This cursor is not one of ours. Start the list again without it.');
}
