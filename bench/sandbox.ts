import { Agent, get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { sandboxControl } from '../test/support/sandbox-control.ts';
import type { Finding } from './report.ts';
import { median, processMiB, sandboxMain, spawnServer } from './rig.ts';

const bareMain = fileURLToPath(new URL('./bare-server.ts', import.meta.url));
const SALES = 1_000_000;
const ITEMS = 200_000;
const PAGES = 200;
const ROUNDS = 5;
const ROUND_MS = 3000;
const AT_ONCE = 8;

const twoRelations = 'limit=100&load_relations=["SaleLines","SalePayments"]';
const scans = [
  ['sales of one customer', 'Sale.json?customerID=4711'],
  ['sales above an amount that none reaches', 'Sale.json?total=%3E,900000'],
  ['items by a word in the description', 'Item.json?description=~,%25no such thing%25'],
  ['stock above a number', 'ItemShop.json?qoh=%3E,900000'],
  ['items in the order of their description', 'Item.json?sort=description'],
] as const;

type Client = (path: string) => Promise<number>;

/** A large store: start, memory, pages, scans; and requests a second against a bare server with a page of the same size. */
export async function sandbox(say: (line: string) => void): Promise<Finding> {
  const startedMs = performance.now();
  const server = await spawnServer(sandboxMain, ['--port', '0', '--parent-pipe']);
  const control = sandboxControl(server);
  const store = await control.createStore({ sizes: { items: ITEMS, customers: 50_000, sales: SALES } });
  const startSeconds = (performance.now() - startedMs) / 1000;
  const { accessToken } = await control.grant(store.id);
  const base = `${server.url}/api.lightspeedapp.com/API/V3/Account/${store.accountId}/`;
  const read = client(base, { authorization: `Bearer ${accessToken}` });

  const byId = await medianMs(PAGES, (at) => read(`Sale.json?${twoRelations}&saleID=%3E,${at * 4_900}`));
  const byTime = await medianMs(PAGES, (at) =>
    read(`Sale.json?${twoRelations}&sort=updatetime&saleID=%3E,${at * 4_900}`),
  );
  say(`  page of 100 sales with lines and payments: ${byId.toFixed(1)} ms by id, ${byTime.toFixed(1)} ms by time`);
  const slowest: [string, string][] = [];
  for (const [what, path] of scans) {
    const ms = await medianMs(1, () => read(path));
    slowest.push([what, `${(ms / 1000).toFixed(2)} s`]);
    say(`  ${what}: ${(ms / 1000).toFixed(2)} s`);
  }
  const ratios: [string, string, number][] = [];
  for (const [what, path] of [
    ['100 items', 'Item.json?limit=100'],
    ['100 sales with lines and payments', `Sale.json?${twoRelations}`],
  ] as const) {
    const size = await read(path);
    const bare = await spawnServer(bareMain, [String(size)]);
    const readBare = client(bare.url, {});
    const rounds: { own: number; bare: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      rounds.push({ own: await perSecond(() => read(path)), bare: await perSecond(() => readBare('')) });
    await bare.stop();
    const ratio = median(rounds.map((one) => one.own / one.bare));
    const own = median(rounds.map((one) => one.own));
    ratios.push([what, `${own.toFixed(0)} requests/s of ${(size / 1024).toFixed(0)} KiB`, ratio]);
    say(`  ${what}: ${own.toFixed(0)} requests/s, ratio ${ratio.toFixed(2)}`);
  }
  const [rss, peak] = [await processMiB(server.pid, 'VmRSS'), await processMiB(server.pid, 'VmHWM')];
  await server.stop();
  const worst = Math.min(...ratios.map(([, , ratio]) => ratio));
  return {
    name: 'sandbox',
    title: `A sandbox store of ${SALES.toLocaleString('en')} sales and ${ITEMS.toLocaleString('en')} items, limits off`,
    rows: [
      ['start of the process to the store ready', `${startSeconds.toFixed(2)} s`],
      ['page of 100 sales with lines and payments, by id (median)', `${byId.toFixed(1)} ms`],
      ['the same by time (median)', `${byTime.toFixed(1)} ms`],
      ...slowest.map(([what, figure]): [string, string] => [`scan: ${what}`, figure]),
      ...ratios.flatMap(([what, figure, ratio]): [string, string][] => [
        [`${what}, ${AT_ONCE} at once (median of ${ROUNDS})`, figure],
        [`${what}: ratio to a bare server with a constant page (median of the rounds)`, ratio.toFixed(2)],
      ]),
      ['memory after all this (RSS; most ever)', `${rss.toFixed(0)} MiB; ${peak.toFixed(0)} MiB`],
    ],
    goal: {
      text: 'under 300 MB, start under 3 s, pages in 5 ms, scans within 2 s, ratio of 0.15 or more',
      met: peak < 300 && startSeconds < 3 && Math.max(byId, byTime) <= 5 && worst >= 0.15,
    },
  };
}

/** GET over kept connections; the size of the body in bytes. Rejects unless the reply is a 200. */
function client(base: string, headers: Record<string, string>): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  return (path) =>
    new Promise((resolve, reject) => {
      get(base + path.replaceAll('"', '%22'), { agent, headers }, (response) => {
        let size = 0;
        response.on('data', (part: Buffer) => {
          size += part.length;
        });
        response.on('error', reject);
        response.on('end', () =>
          response.statusCode === 200 ? resolve(size) : reject(new Error(`${path}: ${response.statusCode}`)),
        );
      }).on('error', reject);
    });
}

async function medianMs(times: number, ask: (at: number) => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let at = 0; at < times; at += 1) {
    const startedMs = performance.now();
    await ask(at);
    taken.push(performance.now() - startedMs);
  }
  return median(taken);
}

/** Requests a second with a few under way all the time. */
async function perSecond(ask: () => Promise<unknown>): Promise<number> {
  const untilMs = performance.now() + ROUND_MS;
  let done = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (performance.now() < untilMs) {
        await ask();
        done += 1;
      }
    }),
  );
  return (done * 1000) / ROUND_MS;
}
