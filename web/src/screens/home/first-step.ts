import type { Connection } from '../../api/connections.ts';
import type { Home } from '../../api/home.ts';
import { signsIn } from '../../components/signs-in.ts';

type Known = Pick<Connection, 'id' | 'name' | 'status' | 'settings'>;

/** Where someone is who sets up a first flow. */
export interface FirstStep<C extends Known> {
  current: 1 | 2 | 3;
  /** The connection to read from. */
  connected: C | undefined;
  /** One that is stored and waits for its first authorization, while none is connected. */
  unfinished: C | undefined;
}

/** Which of the three steps comes next: connect, pick what to move, run. A database or folder alone connects no shop. */
export function firstStep<C extends Known>(
  counts: Pick<Home['counts'], 'exports'>,
  connections: readonly C[],
): FirstStep<C> {
  const shops = connections.filter(signsIn);
  const connected = shops.find(({ status }) => status !== 'new');
  if (!connected) return { current: 1, connected, unfinished: shops[0] };
  return { current: counts.exports > 0 ? 3 : 2, connected, unfinished: undefined };
}
