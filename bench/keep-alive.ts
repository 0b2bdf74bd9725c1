import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { manyConnections } from '../test/support/many-connections.ts';
import { openTestInstallation } from '../test/support/open-installation.ts';
import { sandboxControl } from '../test/support/sandbox-control.ts';
import { ownDatabase } from './own-database.ts';
import type { Finding } from './report.ts';
import { sandboxMain, spawnServer } from './rig.ts';

const FEW = 500;
const MANY = 5000;
/** Life of an access token in seconds: fifty times shorter than Lightspeed's, so fifty times the renewals. */
const ACCESS_SECONDS = 36;
const SECONDS = 120;
const script = fileURLToPath(new URL('./keep-alive-process.ts', import.meta.url));

/** What the process that keeps connections alive says of itself at the end. */
export interface Kept {
  rssMiB: number;
  heapKiB: number;
  cpuShare: number;
}

/**
 * 5,000 connections with tokens of 36 s kept alive by one process in real time: its processor time and memory, what each
 * connection adds to its heap, and whether any was ever without a good token. Goal: under 10 KB a connection.
 */
export async function keepAlive(say: (line: string) => void): Promise<Finding> {
  const few = await keptAlive(FEW, say);
  const many = await keptAlive(MANY, say);
  const grownKiB = (many.heapKiB - few.heapKiB) / (MANY - FEW);
  const lapsed = few.lapsed + many.lapsed;
  return {
    name: 'keep-alive',
    title: `Connections with tokens of ${ACCESS_SECONDS} s kept alive by one process for ${SECONDS} s`,
    rows: [
      ...[few, many].flatMap(
        ({ connections, renewals, cpuShare, rssMiB, heapKiB, lapsed: without }): [string, string][] => {
          const name = `${connections.toLocaleString('en')} connections`;
          return [
            [`${name}: renewals a second`, (renewals / SECONDS).toFixed(1)],
            [`${name}: processor time of the process`, `${(100 * cpuShare).toFixed(0)} % of one core`],
            [`${name}: memory of the process (RSS)`, `${rssMiB.toFixed(0)} MiB`],
            [`${name}: its heap after a collection`, `${(heapKiB / 1024).toFixed(1)} MiB`],
            [`${name}: without a good token at the end`, String(without)],
          ];
        },
      ),
      ['heap that a connection adds', `${grownKiB.toFixed(2)} KiB`],
    ],
    goal: { text: 'none without a good token, under 10 KB a connection', met: lapsed === 0 && grownKiB < 10 },
  };
}

async function keptAlive(connections: number, say: (line: string) => void) {
  const [database, sandbox] = await Promise.all([
    ownDatabase(),
    spawnServer(sandboxMain, ['--port', '0', '--parent-pipe']),
  ]);
  const options = {
    database: database.connection,
    dataDir: join(database.dataDir, 'bench'),
    sandboxUrl: sandbox.url,
  };
  const installation = await openTestInstallation(options);
  try {
    const control = sandboxControl(sandbox);
    await manyConnections(installation, control, { connections, stores: 50, accessSeconds: ACCESS_SECONDS });
    say(`  ${connections} connections are made`);
    const child = spawn(process.execPath, ['--expose-gc', script, JSON.stringify({ options, seconds: SECONDS })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    let last = '';
    lines.on('line', (line) => {
      last = line;
      if (!line.startsWith('{')) say(`  ${line}`);
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`the process that keeps connections alive ended with ${code}`);
    const grants = await installation.db
      .selectFrom('grant')
      .innerJoin('connection', 'connection.id', 'grant.connectionId')
      .select(['generation', 'expiresAt', 'status'])
      .execute();
    const now = Date.now();
    return {
      ...(JSON.parse(last) as Kept),
      connections,
      renewals: grants.reduce((sum, { generation }) => sum + generation - 1, 0),
      lapsed: grants.filter(({ expiresAt, status }) => status !== 'online' || !expiresAt || expiresAt.getTime() < now)
        .length,
    };
  } finally {
    await installation.close();
    await sandbox.stop();
    await database.close();
  }
}
