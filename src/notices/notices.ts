import type { Installation } from '../installation.ts';
import { countUnread, markRead, type NoticeFor, noticesFor } from '../store/notices.ts';
import { decodeCursor, pageOf } from '../store/page.ts';
import type { Notice, NoticeKind, NoticeList, NoticeQuery, ReadInput } from './schema.ts';

/** Notices from the newest on, as this person finds them. */
export async function listNotices(
  { db }: Installation,
  userId: string,
  { limit, cursor, unread }: NoticeQuery,
): Promise<NoticeList> {
  const before = cursor === undefined ? undefined : placeOf(cursor);
  const [found, left] = await Promise.all([
    noticesFor(db, userId, { before, limit: limit + 1, unread }),
    countUnread(db, userId),
  ]);
  const page = pageOf(found, limit, ({ seq, id }) => ({ sort: seq, id }));
  return { items: page.rows.map(viewOf), nextCursor: page.nextCursor, unread: left };
}

/** Marks notices as read by this person; answers how many are left. */
export async function readNotices({ db }: Installation, userId: string, input: ReadInput): Promise<{ unread: number }> {
  await markRead(db, userId, 'ids' in input ? input.ids : 'all');
  return { unread: await countUnread(db, userId) };
}

/** A cursor of ours, else nothing that the database would refuse. */
function placeOf(cursor: string): string {
  const { sort } = decodeCursor(cursor);
  return /^\d{1,18}$/.test(sort) ? sort : '0';
}

function viewOf(row: NoticeFor): Notice {
  return {
    id: row.id,
    at: row.at.toISOString(),
    kind: row.kind as NoticeKind,
    connection: { id: row.connectionId, name: row.connectionName },
    reason: row.reason,
    detail: row.detail,
    endsAt: row.endsAt?.toISOString() ?? null,
    flows: row.flows,
    read: row.read,
  };
}
