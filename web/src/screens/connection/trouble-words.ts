import type { Connection } from '../../api/connections.ts';
import { signsIn } from '../../components/signs-in.ts';
import { clockTime } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import { providerWords } from '../authorize/provider-words.ts';

/** True where the page says in a notice of its own why the connection can't be used. */
export const isTroubled = (connection: Connection): boolean =>
  connection.status === 'offline'
    ? connection.reason === 'provider_unavailable'
    : connection.status === 'unauthorized' && signsIn(connection);

export function troubleTitle(connection: Connection): string {
  switch (connection.reason) {
    case 'refresh_rejected':
    case 'token_refused':
      return providerWords(connection, text('connection.trouble.rejected.title'));
    case 'refresh_reply_lost':
      return text('connection.trouble.lost.title');
    case 'oauth_invalid_client':
      return providerWords(connection, text('authorize.invalidClient.title'));
    case 'revoked_here':
      return text('connection.trouble.revoked.title');
    default:
      return text('connection.trouble.other.title');
  }
}

/** Why a sign-in is no good any more; `lastUse` is when it was last. */
export function troubleSentences(connection: Connection, lastUse: string | undefined, nowMs: number): string[] {
  const { apiType, reason, reasonDetail, grant } = connection;
  if (reason === 'refresh_rejected' && apiType !== 'http') {
    return [
      ...(lastUse ? [text('connection.trouble.lastUse', { time: lastUse })] : []),
      text('connection.trouble.rejected.text'),
    ];
  }
  if (reason === 'refresh_reply_lost') {
    const time = grant?.unknownSince ? clockTime(grant.unknownSince, nowMs) : undefined;
    const lost = time ? text('connection.trouble.lost.textAt', { time }) : text('connection.trouble.lost.text');
    return [providerWords(connection, lost), text('connection.trouble.lost.nothingElse')];
  }
  return [reasonDetail ?? text('connection.sentence.unauthorized')];
}

/** "3rd", as English writes it. */
export function ordinal(n: number): string {
  const form = new Intl.PluralRules('en', { type: 'ordinal' }).select(n);
  const ends: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
  return `${n}${ends[form] ?? 'th'}`;
}
