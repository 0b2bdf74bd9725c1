import type { Connection } from '../../../src/connections/schema.ts';
import { text } from '../texts/text.ts';
import type { Tone } from './status-word.tsx';
import { clockTime, relativeTime } from './times.ts';

export type ConnectionState =
  | 'online'
  | 'scopesMissing'
  | 'throttled'
  | 'recovering'
  | 'offline'
  | 'unauthorized'
  | 'new'
  | 'paused';

type StateOf = Pick<Connection, 'status' | 'conditions' | 'offlineSince'>;

/** While it lasts no longer than this, being offline is something counterflow deals with. */
const recoveringMs = 3_600_000;

/** The one state that a person reads. A missing scope comes before a slow hour: somebody has to act on it. */
export function connectionState({ status, conditions, offlineSince }: StateOf, nowMs: number): ConnectionState {
  if (status === 'online') {
    if (conditions.includes('scopes_missing')) return 'scopesMissing';
    return conditions.includes('throttled') ? 'throttled' : 'online';
  }
  if (status !== 'offline') return status;
  const isRecent = offlineSince === null || nowMs - new Date(offlineSince).getTime() < recoveringMs;
  return isRecent ? 'recovering' : 'offline';
}

/** Who acts: red = a person, amber = counterflow is on it. */
export const connectionTone: Readonly<Record<ConnectionState, Tone>> = {
  online: 'ok',
  scopesMissing: 'warn',
  throttled: 'warn',
  recovering: 'warn',
  offline: 'bad',
  unauthorized: 'bad',
  new: 'off',
  paused: 'off',
};

/** What needs a person comes first in lists. */
const urgency: readonly ConnectionState[] = [
  'unauthorized',
  'offline',
  'scopesMissing',
  'recovering',
  'throttled',
  'new',
  'paused',
  'online',
];
export const connectionUrgency = (state: ConnectionState): number => urgency.indexOf(state);

/** True for the states that wait for a person. */
export const needsPerson = (state: ConnectionState): boolean => connectionTone[state] === 'bad';

type WordOf = StateOf & Pick<Connection, 'nextProbeAt'>;

/** The status as a word, with the time that belongs to it. */
export function connectionWord(connection: WordOf, nowMs: number): string {
  const state = connectionState(connection, nowMs);
  if (state === 'recovering' && connection.nextProbeAt) {
    return text('connection.state.recoveringUntil', { time: clockTime(connection.nextProbeAt, nowMs) });
  }
  if (state === 'offline' && connection.offlineSince) {
    return text('connection.state.offlineSince', { time: clockTime(connection.offlineSince, nowMs) });
  }
  return text(`connection.state.${state}`);
}

type SentenceOf = WordOf & Pick<Connection, 'apiType' | 'lastCallAt' | 'account' | 'employee' | 'reasonDetail'>;

/** What the status means in a sentence: last call and who is signed in, or why not and who acts. */
export function connectionSentence(connection: SentenceOf, nowMs: number): string {
  const state = connectionState(connection, nowMs);
  if (state === 'online' || state === 'throttled') {
    const sentences = [lastCall(connection, nowMs)];
    if (state === 'throttled') sentences.push(text('connection.sentence.throttled'));
    return sentences.join(' ');
  }
  if (connection.reasonDetail) return connection.reasonDetail;
  return text(`connection.sentence.${state}`);
}

function lastCall({ lastCallAt, account, employee }: SentenceOf, nowMs: number): string {
  const time = lastCallAt ? relativeTime(lastCallAt, nowMs) : null;
  const where = account ? text('connection.account', { name: account.name, id: account.id }) : null;
  if (time === null) {
    return where && employee
      ? text('connection.sentence.noCallAsAt', { employee, account: where })
      : text('connection.sentence.noCall');
  }
  if (where && employee) return text('connection.sentence.callAsAt', { time, employee, account: where });
  if (where) return text('connection.sentence.callAt', { time, account: where });
  return text('connection.sentence.call', { time });
}
