import type { Installation } from '../installation.ts';
import { expectedQueue } from './budget.ts';
import type { SendOptions } from './request.ts';

interface Room {
  taken: number;
  /** Who waits, in the order in which they came. */
  waiting: (() => void)[];
}

const rooms = new WeakMap<Installation, Map<string, Room>>();

/**
 * Waits until fewer requests of the connection's queue are at work in this process than its target concurrency; returns how
 * to leave again. The database counts those of all processes; here the others wait without asking it. Each lane has places
 * of its own, and a person takes none: nobody waits behind a backfill. Rejects with the signal's reason.
 */
export async function takePlace(
  installation: Installation,
  connectionId: string,
  { lane, signal }: SendOptions,
): Promise<() => void> {
  const queue = expectedQueue(installation, connectionId);
  if (!queue || lane === 'interactive') return () => {};
  const room = roomOf(installation, `${queue.queueId} ${lane}`);
  while (room.taken >= queue.targetConcurrency) await turnToEnter(room, signal);
  room.taken += 1;
  let isLeft = false;
  return () => {
    if (isLeft) return;
    isLeft = true;
    room.taken -= 1;
    room.waiting.shift()?.();
  };
}

function roomOf(installation: Installation, name: string): Room {
  const found = rooms.get(installation) ?? new Map<string, Room>();
  rooms.set(installation, found);
  const room = found.get(name) ?? { taken: 0, waiting: [] };
  found.set(name, room);
  return room;
}

function turnToEnter(room: Room, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const leaveLine = () => {
      room.waiting.splice(room.waiting.indexOf(enter), 1);
      reject(signal?.reason);
    };
    const enter = () => {
      signal?.removeEventListener('abort', leaveLine);
      resolve();
    };
    room.waiting.push(enter);
    signal?.addEventListener('abort', leaveLine, { once: true });
  });
}
