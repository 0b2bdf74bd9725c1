import { once } from 'node:events';
import { keeper } from '../../../src/connections/keeper.ts';
import { applyPendingGrants } from '../../../src/connections/pending-grants.ts';
import { reachApi } from '../../../src/requests/probe.ts';
import { sendRequest } from '../../../src/requests/send-request.ts';
import { type InstallationOptions, openTestInstallation } from '../../support/open-installation.ts';
import { fastClock } from './fast-clock.ts';

/** What a process works on until it is killed. */
export interface Order {
  installation: Pick<InstallationOptions, 'database' | 'dataDir' | 'sandboxUrl'>;
  connections: { id: string; url: string }[];
  sinceMs: number;
}

const { installation: options, connections, sinceMs } = JSON.parse(process.argv[2] ?? '') as Order;
const installation = await openTestInstallation({ ...options, clock: fastClock(sinceMs) });
console.log('ready');
await once(process.stdin, 'data');

await applyPendingGrants(installation);
await keeper(reachApi).start(installation);
/** Uses one connection after another; what goes wrong is tried again, as callers do. */
async function call(first: number): Promise<never> {
  for (let at = first; ; at += 1) {
    const { id, url } = connections[at % connections.length] as Order['connections'][number];
    const request = { method: 'GET', url, costDrips: 1 } as const;
    await sendRequest(installation, id, request, { lane: 'interactive' }).catch(() => {});
    await installation.clock.sleep(500);
  }
}
await Promise.all([0, 7, 15, 22].map(call));
