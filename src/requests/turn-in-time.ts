import { stopwatch } from '../clock.ts';
import { type AccessToken, accessToken, usableConnection } from '../connections/access-token.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { giveBack } from '../store/budgets.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { type BookedSlot, compareClocksAnew } from './booked-slot.ts';
import { type Asked, bookTurn } from './budget.ts';

/** A request that would leave later than this gives its turn back. Less than the half second that a booking allows for. */
const MOST_LATE_MS = 200;
const MOST_TRIES = 10;
/** A token read this short a while ago is not read again: it was good for a quarter of its life then. */
const TOKEN_KEPT_MS = 3000;

/** After a wait like this a connection is looked at again: somebody may have paused or removed it. */
const LONG_WAIT_MS = 5000;

/** What a request needs to leave now. */
export interface ReadyToSend {
  booking: string;
  token: AccessToken;
}

/**
 * Waits for a request's turn, then for its token. A turn that came too late (the process stalled, the machine slept, the
 * token had to be renewed) is given back for another: sent late, it would meet requests that were booked for this moment.
 * Throws ConnectionUnavailable, or `process_stalled` when no turn is kept.
 */
export async function turnInTime(
  installation: Installation,
  connection: ConnectionRow,
  asked: Asked,
  first: { slot: BookedSlot | undefined; token: AccessToken | undefined },
): Promise<ReadyToSend> {
  let { slot, token } = first;
  let tokenAgeMs = () => 0;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const { booking, waitedMs, lateMs } = await bookTurn(installation, asked, slot);
    const returnTurn = () => giveBack(installation.db, asked.key, booking);
    try {
      if (waitedMs > LONG_WAIT_MS) await usableConnection(installation, connection.id);
      if (!token || (tries === 1 ? waitedMs > 0 : tokenAgeMs() > TOKEN_KEPT_MS)) {
        tokenAgeMs = stopwatch(installation.clock);
        token = await accessToken(installation, connection);
      }
    } catch (cause) {
      await returnTurn();
      throw cause;
    }
    if (lateMs() <= MOST_LATE_MS) return { booking, token };
    await returnTurn();
    slot = undefined;
    if (token === first.token) token = undefined;
  }
  compareClocksAnew(installation);
  throw new CounterflowError(
    'process_stalled',
    `This machine is too slow to keep the rate limit of "${connection.name}": ${MOST_TRIES} times in a row a request could not leave within ${MOST_LATE_MS} ms of its turn. Nothing is lost; trying again by itself. Give counterflow or its database more processor time.`,
    { next: 'retry', waitMs: 2000 },
  );
}
