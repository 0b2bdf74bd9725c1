import { parseArgs } from 'node:util';
import { type Sandbox, startSandbox } from './sandbox.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4410' },
    data: { type: 'string' },
    'print-env': { type: 'boolean', default: false },
    'parent-pipe': { type: 'boolean', default: false },
  },
});

const sandbox = await start(Number(values.port));
const end = () => void sandbox.close().then(() => process.exit(0));
process.on('SIGTERM', end);
process.on('SIGINT', end);
// Who started it holds the other end of this pipe: when that process is gone, also by kill -9, so is the sandbox.
if (values['parent-pipe']) process.stdin.on('end', end).resume();
if (values['print-env']) await printEnvironment(sandbox.url);
console.log(`SANDBOX=${sandbox.url}`);

async function start(port: number): Promise<Sandbox> {
  const token = process.env.SANDBOX_TOKEN;
  try {
    return await startSandbox({ port, ...(values.data ? { dataDir: values.data } : {}), ...(token ? { token } : {}) });
  } catch (cause) {
    const inUse = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
    console.error(
      inUse
        ? `Port ${port} is in use. Choose another one with --port.`
        : `The sandbox did not start: ${(cause as Error).message}`,
    );
    return process.exit(1);
  }
}

/** One store of each series, a fresh grant on it, and what a script needs to use them. */
async function printEnvironment(url: string): Promise<void> {
  const post = async (path: string, body: object) => {
    const reply = await fetch(`${url}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await reply.json()) as Record<string, string>;
  };
  const store = await post('stores', { series: 'r', name: 'Demo', sizes: { items: 60, customers: 40, sales: 80 } });
  const grant = await post(`stores/${store.id}/grants`, {});
  console.log(`R_CLIENT_ID=${store.clientId}`);
  console.log(`R_CLIENT_SECRET=${store.clientSecret}`);
  console.log(`R_REFRESH_TOKEN=${grant.refreshToken}`);
  console.log(`R_ACCOUNT_ID=${store.accountId}`);
}
