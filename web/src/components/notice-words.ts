import type { Notice } from '../api/notices.ts';
import { language, text } from '../texts/text.ts';
import type { Tone } from './status-word.tsx';
import { dayOf } from './times.ts';

type Told = Pick<Notice, 'kind' | 'connection' | 'reason' | 'detail' | 'endsAt' | 'flows'>;

/** Who acts upon a notice, by its kind. */
export const noticeTone: Readonly<Record<Notice['kind'], Tone>> = {
  'connection.unauthorized': 'bad',
  'connection.offline': 'bad',
  'connection.online': 'ok',
  'connection.expiring': 'warn',
};

/** What happened, in a few words. */
export function noticeTitle({ kind, connection: { name }, reason, endsAt }: Told): string {
  if (kind !== 'connection.expiring') return text(`notice.${kind}`, { name });
  const day = endsAt ? dayOf(endsAt) : '';
  return text(reason === 'personal_token_ends' ? 'notice.personalTokenEnds' : 'notice.refreshTokenEnds', { name, day });
}

const MOST_NAMED = 3;

/** Why, and which flows wait or go on. */
export function noticeText({ kind, detail, flows, reason }: Told): string {
  const named = flows.slice(0, MOST_NAMED).map(({ name }) => name);
  const rest = flows.length - named.length;
  if (rest > 0) named.push(text('notice.flows.more', { n: rest }));
  const names = new Intl.ListFormat(language).format(named);
  const values = { n: flows.length, names };
  const sentences = [
    detail,
    // With any other reason it waits for another setting.
    kind === 'connection.offline' && reason === 'provider_unavailable' && text('notice.triesOn'),
    kind === 'connection.expiring' &&
      text(reason === 'personal_token_ends' ? 'notice.personalTokenEnds.text' : 'notice.refreshTokenEnds.text'),
    flows.length > 0 && kind === 'connection.online' && text('notice.flows.goOn', values),
    flows.length > 0 && kind === 'connection.expiring' && text('notice.flows.use', values),
    flows.length > 0 &&
      (kind === 'connection.offline' || kind === 'connection.unauthorized') &&
      text('notice.flows.wait', values),
  ];
  return sentences.filter(Boolean).join(' ');
}
