import { expect, test, vi } from 'vitest';
import { startCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/process.ts';

// Each command is a process of its own.
vi.setConfig({ testTimeout: 120_000 });

/** Starts the sandbox as a script would; gives the lines that it prints. */
async function startSandbox(args: readonly string[] = []) {
  const running = startCommand(['sandbox', '--port', '0', '--print-env', ...args]);
  const lines: string[] = [];
  running.child.stdout?.on('data', (chunk: string) => lines.push(...chunk.trim().split('\n')));
  await running.said(/^SANDBOX=\S+$/m);
  const stop = async () => {
    running.child.kill('SIGTERM');
    return (await running.ended).code;
  };
  return { lines, stop };
}

test('--print-env prints fresh grants on a store of each series, of known size, and its address last', async () => {
  const { lines, stop } = await startSandbox();
  expect(lines.map((line) => line.split('=')[0])).toEqual([
    'R_CLIENT_ID',
    'R_CLIENT_SECRET',
    'R_REFRESH_TOKEN',
    'R_OLD_REFRESH_TOKEN',
    'R_ACCOUNT_ID',
    'X_CLIENT_ID',
    'X_CLIENT_SECRET',
    'X_REFRESH_TOKEN',
    'X_DOMAIN_PREFIX',
    'C_API_KEY',
    'C_API_SECRET',
    'SANDBOX',
  ]);
  const all = variables(lines);
  const { R_CLIENT_ID, R_CLIENT_SECRET, R_REFRESH_TOKEN, R_ACCOUNT_ID, SANDBOX } = all;
  const granted = await fetch(`${SANDBOX}/cloud.lightspeedapp.com/auth/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: R_CLIENT_ID ?? '',
      client_secret: R_CLIENT_SECRET ?? '',
      refresh_token: R_REFRESH_TOKEN ?? '',
    }),
  });
  const { access_token: accessToken } = (await granted.json()) as { access_token: string };
  const rows = async (path: string) => {
    const url = `${SANDBOX}/api.lightspeedapp.com/API/V3/Account/${R_ACCOUNT_ID}/${path}`;
    const reply = await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
    const body = (await reply.json()) as Record<string, unknown[]>;
    return Object.entries(body).find(([name]) => name !== '@attributes')?.[1];
  };
  expect(await rows('Item.json?limit=100&archived=true')).toHaveLength(60);
  expect(await rows('Customer.json?limit=100&archived=true')).toHaveLength(40);
  expect(await rows('Sale.json?limit=100')).toHaveLength(80);
  const old = await fetch(`${SANDBOX}/cloud.merchantos.com/oauth/access_token.php`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: R_CLIENT_ID ?? '',
      client_secret: R_CLIENT_SECRET ?? '',
      refresh_token: all.R_OLD_REFRESH_TOKEN ?? '',
    }),
  });
  const x = await fetch(`${SANDBOX}/${all.X_DOMAIN_PREFIX}.retail.lightspeed.app/api/1.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: all.X_CLIENT_ID ?? '',
      client_secret: all.X_CLIENT_SECRET ?? '',
      refresh_token: all.X_REFRESH_TOKEN ?? '',
    }),
  });
  const c = await fetch(`${SANDBOX}/api.webshopapp.com/en/account/permissions.json`, {
    headers: { authorization: `Basic ${btoa(`${all.C_API_KEY}:${all.C_API_SECRET}`)}` },
  });
  expect([old.status, x.status, c.status]).toEqual([200, 200, 200]);
  expect(await stop()).toBe(0);
});

test('with --data a restart has the store as it was, and a fresh grant', async () => {
  const data = await temporaryFolder();
  const read = async () => {
    const { lines, stop } = await startSandbox(['--data', data]);
    await stop();
    return variables(lines);
  };
  const [first, second] = [await read(), await read()];
  expect(second.R_ACCOUNT_ID).toBe(first.R_ACCOUNT_ID);
  expect(second.R_CLIENT_ID).toBe(first.R_CLIENT_ID);
  expect(second.R_REFRESH_TOKEN).not.toBe(first.R_REFRESH_TOKEN);
});

const variables = (lines: string[]) =>
  Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  ) as Record<string, string>;
