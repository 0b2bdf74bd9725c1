import { once } from 'node:events';
import { accessToken, usableConnection } from '../../src/connections/access-token.ts';
import { sendRequest } from '../../src/requests/send-request.ts';
import { type InstallationOptions, openTestInstallation } from '../support/open-installation.ts';

/** What a process does: `waiting` requests at once wait for a token of each of so many connections; then a line that counts how they ended. */
interface Order {
  installation: Pick<InstallationOptions, 'database' | 'dataDir' | 'sandboxUrl'>;
  connections: number;
  waiting: number;
}

const order = JSON.parse(process.argv[2] ?? '') as Order;
const installation = await openTestInstallation(order.installation);
const rows = await installation.db.selectFrom('connection').select('id').where('builtIn', '=', false).execute();
if (rows.length !== order.connections) throw new Error(`${rows.length} connections were found`);
console.log('ready');
await once(process.stdin, 'data');

/** What each waiting request waits for; the connection's first one then really sends. */
async function request(id: string, sends: boolean): Promise<string> {
  const { generation } = await accessToken(installation, await usableConnection(installation, id));
  if (!sends) return `token of generation ${generation}`;
  const reply = await sendRequest(
    installation,
    id,
    { method: 'GET', url: 'Item.json?limit=1', costDrips: 1 },
    { lane: 'interactive' },
  );
  return `status ${reply.status}`;
}

const waiting = rows.flatMap(({ id }) => Array.from({ length: order.waiting }, (_, place) => request(id, place === 0)));
const counts: Record<string, number> = {};
for (const end of await Promise.allSettled(waiting)) {
  const word = end.status === 'fulfilled' ? end.value : String(end.reason);
  counts[word] = (counts[word] ?? 0) + 1;
}
console.log(JSON.stringify(counts));
await installation.close();
process.exit(0);
