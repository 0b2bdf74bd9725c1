import type { Installation } from '../installation.ts';
import type { NoticeRow } from '../store/notices.ts';
import type { DueDelivery } from '../store/webhooks.ts';
import type { NoticeKind } from './schema.ts';

/** Reason of a connection that is probed until it answers; the others wait for another setting. */
const passesByItself = 'provider_unavailable';

/** What a notice says in one sentence, for whoever hears of it outside the web app. */
function sentenceOf({ kind, connectionName: name, endsAt, reason }: NoticeRow): string {
  const sentences: Record<NoticeKind, string> = {
    'connection.unauthorized': `"${name}" needs a person: it must be authorized again.`,
    'connection.offline': `"${name}" can't be reached.${reason === passesByItself ? ' counterflow keeps trying.' : ''}`,
    'connection.online': `"${name}" works again. What waited goes on by itself.`,
    'connection.expiring':
      reason === 'personal_token_ends'
        ? `The personal token of "${name}" ends on ${endsAt?.toISOString().slice(0, 10)}. Enter a new one before.`
        : `The sign-in of "${name}" has not been renewed and ends on ${endsAt?.toISOString().slice(0, 10)}. Authorize it again before.`,
  };
  return sentences[kind as NoticeKind];
}

/**
 * The body of a message: `{type, timestamp, data}`, as Standard Webhooks proposes; byte for byte the same at every attempt. It
 * holds no secret.
 */
export function messageBody(
  { publicUrls }: Installation,
  { event, createdAt }: Pick<DueDelivery, 'event' | 'createdAt'>,
  notice: NoticeRow | undefined,
): string {
  if (!notice) {
    const data = { message: 'This is a test. Nothing happened.' };
    return JSON.stringify({ type: event, timestamp: createdAt.toISOString(), data });
  }
  const { id, at, connectionId, connectionName, reason, detail, endsAt, flows } = notice;
  const base = publicUrls[0]?.url ?? '';
  return JSON.stringify({
    type: event,
    timestamp: at.toISOString(),
    data: {
      noticeId: id,
      message: sentenceOf(notice),
      connection: { id: connectionId, name: connectionName },
      url: connectionId === null ? `${base}/notices` : `${base}/connections/${connectionId}`,
      reason,
      detail,
      endsAt: endsAt?.toISOString() ?? null,
      flows,
    },
  });
}
