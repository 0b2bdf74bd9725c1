import { keeper } from '../src/connections/keeper.ts';
import { reachApi } from '../src/requests/probe.ts';
import { type InstallationOptions, openTestInstallation } from '../test/support/open-installation.ts';
import type { Kept } from './keep-alive.ts';

const order = JSON.parse(process.argv[2] ?? '') as { options: InstallationOptions; seconds: number };
const installation = await openTestInstallation(order.options);
const running = await keeper(reachApi).start(installation);
const startedMs = performance.now();
const before = process.cpuUsage();
for (let second = 0; second < order.seconds; second += 30) {
  await installation.clock.sleep(30_000);
  console.log(`${second + 30} of ${order.seconds} s`);
}
const { user, system } = process.cpuUsage(before);
const cpuShare = (user + system) / 1000 / (performance.now() - startedMs);
const rssMiB = process.memoryUsage.rss() / 1024 ** 2;
globalThis.gc?.();
const heapKiB = process.memoryUsage().heapUsed / 1024;
await running.stop();
const kept: Kept = { rssMiB, heapKiB, cpuShare };
console.log(JSON.stringify(kept));
await installation.close();
process.exit(0);
