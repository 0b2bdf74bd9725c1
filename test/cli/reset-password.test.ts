import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { apiClient } from '../support/api.ts';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';
import { type CounterflowProcess, startProcess, temporaryFolder } from '../support/process.ts';
import { setUpOwner } from '../support/walk.ts';

// Each command is a process of its own.
vi.setConfig({ testTimeout: 120_000 });

const email = 'olive@example.com';
const oldPassword = 'correct horse battery';

const reset = (env: Record<string, string>, password: string, address = email) =>
  command(['user', 'reset-password', address, '--password-file', '-'], env, `${password}\n`);

const signIn = async ({ url }: CounterflowProcess, password: string) =>
  apiClient(url).send('POST', '/v1/session', { email, password });

test('on the data folder of a running server, then of a stopped one; sessions end, no key is needed', async () => {
  const dataDir = await temporaryFolder();
  const env = { COUNTERFLOW_DATA: dataDir };
  const first = await startProcess({ dataDir });
  await setUpOwner(first);
  const before = await signIn(first, oldPassword);
  const cookie = before.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const whoami = () => apiClient(first.url).send('GET', '/v1/session', undefined, { cookie });
  expect((await whoami()).status).toBe(200);

  const running = await reset(env, 'a second password');
  expect(running).toMatchObject({ code: 0, stderr: '' });
  expect(running.stdout).toContain('of the running server');
  expect((await whoami()).status).toBe(401);
  expect((await signIn(first, oldPassword)).status).toBe(401);
  expect((await signIn(first, 'a second password')).status).toBe(200);

  await first.stop();
  const stopped = await reset(env, 'a third password');
  expect(stopped).toMatchObject({ code: 0, stdout: expect.stringContaining('the server is not running') });
  const second = await startProcess({ dataDir });
  expect((await signIn(second, 'a second password')).status).toBe(401);
  expect((await signIn(second, 'a third password')).status).toBe(200);

  const nobody = await reset(env, 'a fourth password', 'nobody@example.com');
  expect(nobody).toMatchObject({ code: 5, stderr: expect.stringContaining('Nobody here has the e-mail address') });
  const short = await reset(env, 'short');
  expect(short).toMatchObject({ code: 1, stderr: expect.stringContaining('10 to 200 characters; this one has 5') });
});

test('on the database of DATABASE_URL', async () => {
  const database = await testDatabase();
  const env = { DATABASE_URL: database.url };
  const counterflow = await startProcess({ dataDir: await temporaryFolder(), env });
  onTestFinished(() => database.drop());
  await setUpOwner(counterflow);
  expect(await reset(env, 'a second password')).toMatchObject({ code: 0 });
  expect((await signIn(counterflow, 'a second password')).status).toBe(200);
});

test('a folder without a database is left as it is', async () => {
  const dataDir = await temporaryFolder();
  const { code, stderr } = await reset({ COUNTERFLOW_DATA: dataDir }, 'a second password');
  expect(stderr).toContain(`There is no database of counterflow in ${dataDir}`);
  expect(code).toBe(5);
  await expect(readFile(join(dataDir, 'postgres-passwords.json'))).rejects.toThrow('ENOENT');
  await rm(dirname(dataDir), { recursive: true });
});
