import { once } from 'node:events';
import { settleDebugLog } from '../../src/connections/debug-log/recorder.ts';
import { refreshGrant } from '../../src/connections/refresh.ts';
import { sendRequest } from '../../src/requests/send-request.ts';
import { connectionRow } from '../../src/store/connections.ts';
import { grantOf } from '../../src/store/grants.ts';
import { type InstallationOptions, openTestInstallation } from '../support/open-installation.ts';

/** What a child process of a test does with a connection. */
export interface Order {
  installation: Pick<InstallationOptions, 'database' | 'dataDir' | 'sandboxUrl'>;
  connectionId: string;
  /** Sends this many requests at once (of items, if not of `url`) and prints their statuses; or dies with a new pair in hand. */
  does: { ask: number; url?: string } | 'dieWithPairInHand';
}

const order = JSON.parse(process.argv[2] ?? '') as Order;
const installation = await openTestInstallation(order.installation);
console.log('ready');
await once(process.stdin, 'data');
const connection = await connectionRow(installation.db, order.connectionId);
if (!connection) throw new Error('there is no such connection');

if (order.does === 'dieWithPairInHand') {
  const grant = await grantOf(installation.db, connection.id);
  if (!grant) throw new Error('there is no grant to renew');
  await refreshGrant(installation, connection, grant.generation, (moment) => {
    if (moment === 'replied') process.kill(process.pid, 'SIGKILL');
  });
} else {
  const { ask, url = 'Item.json?limit=5' } = order.does;
  const asked = Array.from({ length: ask }, () =>
    sendRequest(installation, connection.id, { method: 'GET', url, costDrips: 1 }, { lane: 'scheduled' }),
  );
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  const { tooMany } = await installation.db
    .selectFrom('budget')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('tooManyRequests'), eb.lit(0)).as('tooMany'))
    .executeTakeFirstOrThrow();
  console.log(JSON.stringify({ statuses, tooMany: Number(tooMany) }));
  await settleDebugLog(installation);
  await installation.close();
  process.exit(0);
}
