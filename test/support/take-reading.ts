import { type BudgetReading, noteRefusal } from '../../src/store/budgets.ts';
import type { Db } from '../../src/store/database.ts';
import { newId } from '../../src/store/id.ts';

/** Takes in what a reply to this booking told, of whichever connection. */
export async function takeReading(db: Db, key: string, booking: string, reading: BudgetReading | undefined) {
  const nobody = newId();
  const spent = {
    key,
    booking,
    connectionId: nobody,
    queueId: nobody,
    flowId: undefined,
    lane: 'scheduled',
    costDrips: 1,
  };
  await noteRefusal(db, spent, reading);
}
