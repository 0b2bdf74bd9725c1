import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { apiClient } from '../support/api.ts';
import { testDatabase } from '../support/database.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';
import { setUpOwner } from '../support/walk.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Starts counterflow expecting that it refuses; answers what it said and how it ended. */
function refusedStart(env: Record<string, string>, options: { uid?: number; gid?: number } = {}) {
  return new Promise<{ code: number | null; said: string }>((resolve) => {
    const settings = { PATH: process.env.PATH ?? '', PORT: '0', ...env };
    const child = execFile(process.execPath, [main], { env: settings, timeout: 30_000, ...options }, (_, out, err) =>
      resolve({ code: child.exitCode, said: `${out}${err}`.trim() }),
    );
  });
}

describe('a start that can not work says in one line why, and ends with exit code 1', () => {
  test.each([
    ['PORT', 'http', 'PORT is "http", but must be a whole number from 0 to 65535.'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL is "loud", but must be one of trace, debug, info, warn, error, fatal, silent.'],
    ['COUNTERFLOW_URL', 'flow.example.com', 'COUNTERFLOW_URL is "flow.example.com", but must be an http(s) address'],
    ['COUNTERFLOW_URL', 'na=https://a.example,na=https://b.example', 'each region once'],
    ['COUNTERFLOW_ALLOW_PRIVATE', '10.0.0.0/40', 'COUNTERFLOW_ALLOW_PRIVATE is "10.0.0.0/40"'],
    ['DATABASE_URL', 'mysql://db', 'DATABASE_URL must be an address like postgres://'],
    ['COUNTERFLOW_SANDBOX_URL', 'ftp://x', 'COUNTERFLOW_SANDBOX_URL is "ftp://x", but must be an http(s) address.'],
  ])('%s=%s', async (variable, value, message) => {
    const { code, said } = await refusedStart({ COUNTERFLOW_DATA: await temporaryFolder(), [variable]: value });
    expect(said).toContain(message);
    expect(said.split('\n')).toHaveLength(1);
    expect(code).toBe(1);
  });

  test('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const { code, said } = await refusedStart({ COUNTERFLOW_DATA: await temporaryFolder(), PORT: String(port) });
    expect(said).toContain(`Port ${port} on 127.0.0.1 is in use. Stop what listens there, or set PORT to another one.`);
    expect(code).toBe(1);
  });

  test('a database that refuses the password, or is not there, or not reachable; the password is not shown', async () => {
    const database = await testDatabase();
    onTestFinished(() => database.drop());
    const COUNTERFLOW_DATA = await temporaryFolder();
    const wrong = database.url.replace(/:[^:@]+@/, ':guessed@');
    const refused = await refusedStart({ COUNTERFLOW_DATA, DATABASE_URL: wrong });
    expect(refused.said).toMatch(/^DATABASE_URL \(.*\): user or password is wrong\.$/);
    expect(refused.said).not.toContain('guessed');
    const missing = await refusedStart({ COUNTERFLOW_DATA, DATABASE_URL: database.url.replace(/\/test_\w+/, '/none') });
    expect(missing.said).toMatch(/there is no such database/);
    const closed = await refusedStart({ COUNTERFLOW_DATA, DATABASE_URL: 'postgres://u:p@127.0.0.1:1/db' });
    expect(closed.said).toMatch(/can't be reached: ECONNREFUSED/);
    expect([refused.code, missing.code, closed.code]).toEqual([1, 1, 1]);
  });

  test('a data folder that is a file', async () => {
    const dataDir = await temporaryFolder();
    await writeFile(dataDir, 'not a folder');
    const { code, said } = await refusedStart({ COUNTERFLOW_DATA: dataDir });
    expect(said).toContain(dataDir);
    expect(code).toBe(1);
  });

  test.runIf(process.geteuid?.() === 0)('a data folder that this user can not write', async () => {
    const dataDir = await temporaryFolder();
    await mkdir(dataDir, { mode: 0o755 });
    await chmod(dirname(dataDir), 0o755);
    const { code, said } = await refusedStart({ COUNTERFLOW_DATA: dataDir }, { uid: 65_534, gid: 65_534 });
    expect(said).toContain(dataDir);
    expect(said).toMatch(/can't be written|write/);
    expect(code).toBe(1);
  });
});

test('a second start on one data folder says who holds it, and leaves the first one alone', async () => {
  const dataDir = await temporaryFolder();
  const first = await startProcess({ dataDir });
  const { code, said } = await refusedStart({ COUNTERFLOW_DATA: dataDir });
  expect(said).toBe(
    `The data folder ${dataDir} is in use by another counterflow (process ${first.pid}). Stop it first, or set COUNTERFLOW_DATA to another folder.`,
  );
  expect(code).toBe(1);
  expect(await apiClient(first.url).get('/health/ready')).toEqual({ status: 'ok' });
});

test('the set-up link is the last line of every start until an owner exists, then never again', async () => {
  const dataDir = await temporaryFolder();
  const first = await startProcess({ dataDir });
  expect(await first.stop()).toBe(0);
  const second = await startProcess({ dataDir });
  await setUpOwner(second);
  expect(await apiClient(second.url).send('POST', '/v1/setup', setUp('anything'))).toMatchObject({
    status: 410,
    body: { code: 'setup_done' },
  });
  await second.stop();
  const third = await startProcess({ dataDir });
  expect(third.lines.join('\n')).not.toContain('Set up:');
});

test('works on a PostgreSQL of one’s own, with a database for data beside it', async () => {
  const database = await testDatabase();
  const dataDir = await temporaryFolder();
  const counterflow = await startProcess({ dataDir, env: { DATABASE_URL: database.url } });
  onTestFinished(() => database.drop());
  const api = await setUpOwner(counterflow);
  const { items } = await api.get<{ items: object[] }>('/v1/connections');
  expect(items).toMatchObject([{ builtIn: true, status: 'online', name: "This installation's database" }]);
  expect(await api.get('/v1/installation')).toMatchObject({ database: 'external' });
  expect(await counterflow.stop()).toBe(0);
});

const setUp = (token: string) => ({ token, name: 'Eve', email: 'eve@example.com', password: 'long enough, surely' });

test('the key file is made once, for its owner alone, and a database without its key file is not opened', async () => {
  const dataDir = await temporaryFolder();
  const first = await startProcess({ dataDir });
  await first.stop();
  const { code, said } = await refusedStart({
    COUNTERFLOW_DATA: dataDir,
    COUNTERFLOW_KEY_FILE: join(dirname(dataDir), 'other-keys.json'),
  });
  expect(said).toContain('Put back the key file that belongs to this database');
  expect(code).toBe(1);
});
