import { join } from 'node:path';
import { accessToken, usableConnection } from '../src/connections/access-token.ts';
import { settleAnswers } from '../src/requests/answers.ts';
import { sendRequest } from '../src/requests/send-request.ts';
import { manyConnections } from '../test/support/many-connections.ts';
import { openTestInstallation } from '../test/support/open-installation.ts';
import { sandboxControl } from '../test/support/sandbox-control.ts';
import { ownDatabase } from './own-database.ts';
import type { Finding } from './report.ts';
import { median, sandboxMain, spawnServer } from './rig.ts';

const ROUNDS = 2000;
const WARM_UP = 200;

/**
 * Time that budget, token and record add to one API request with a fresh token: the same small request over a connection
 * and by a bare `fetch` in turns, one at a time, and the difference of the medians. Goal: under 1 ms.
 */
export async function requestOverhead(say: (line: string) => void): Promise<Finding> {
  const [database, sandbox] = await Promise.all([
    ownDatabase(),
    spawnServer(sandboxMain, ['--port', '0', '--parent-pipe']),
  ]);
  const installation = await openTestInstallation({
    database: database.connection,
    dataDir: join(database.dataDir, 'bench'),
    sandboxUrl: sandbox.url,
  });
  try {
    const many = { connections: 1, stores: 1, accessSeconds: 7200 };
    const { ids, stores } = await manyConnections(installation, sandboxControl(sandbox), many);
    const [id = ''] = ids;
    const path = `/API/V3/Account/${stores[0]?.accountId}/Item.json?limit=1`;
    const { credentials } = await accessToken(installation, await usableConnection(installation, id));
    const authorization = `Bearer ${credentials.kind === 'token' ? credentials.token : ''}`;
    const bare = async () => {
      const reply = await fetch(`${sandbox.url}/api.lightspeedapp.com${path}`, { headers: { authorization } });
      JSON.parse(await reply.text());
    };
    const request = { method: 'GET', url: 'Item.json?limit=1', costDrips: 1 } as const;
    const ways = {
      bare,
      scheduled: () => sendRequest(installation, id, request, { lane: 'scheduled' }),
      interactive: () => sendRequest(installation, id, request, { lane: 'interactive' }),
    };
    const names = Object.keys(ways) as (keyof typeof ways)[];
    const times: Record<keyof typeof ways, number[]> = { bare: [], scheduled: [], interactive: [] };
    for (let round = -WARM_UP; round < ROUNDS; round += 1) {
      for (const name of round % 2 === 0 ? names : names.toReversed()) {
        const startedMs = performance.now();
        await ways[name]();
        if (round >= 0) times[name].push(performance.now() - startedMs);
      }
      if (round % 500 === 0) say(`  ${Math.max(0, round)} of ${ROUNDS} rounds`);
    }
    await settleAnswers(installation);
    const bareMs = median(times.bare);
    const added = { scheduled: median(times.scheduled) - bareMs, interactive: median(times.interactive) - bareMs };
    return {
      name: 'request-overhead',
      title: 'One small API request over a connection with a fresh token, beside a bare fetch',
      rows: [
        ['rounds, each way in turn', String(ROUNDS)],
        ['bare fetch, median', `${bareMs.toFixed(2)} ms`],
        ['added to a request of a run', `${added.scheduled.toFixed(2)} ms`],
        ['added to a request that a person waits for', `${added.interactive.toFixed(2)} ms`],
      ],
      goal: { text: 'under 1 ms added, either way', met: added.scheduled < 1 && added.interactive < 1 },
    };
  } finally {
    await installation.close();
    await sandbox.stop();
    await database.close();
  }
}
