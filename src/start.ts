import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { destination, type Logger, pino } from 'pino';
import { openAccounts } from './accounts/accounts.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { ensureBuiltInConnection } from './connections/built-in.ts';
import { settleDebugLog } from './connections/debug-log/recorder.ts';
import { keeper } from './connections/keeper.ts';
import { leaveNewPairsOnDisk } from './connections/new-pair.ts';
import { applyPendingGrants } from './connections/pending-grants.ts';
import { closePostgresPools } from './connections/postgres-access.ts';
import { settleRefreshes } from './connections/refresh.ts';
import { CounterflowError } from './counterflow-error.ts';
import { addressRule } from './http/address-rule.ts';
import { httpClient } from './http/client.ts';
import type { Installation, Log } from './installation.ts';
import { startNotifier } from './notices/notifier.ts';
import { settleAnswers } from './requests/answers.ts';
import { reachApi } from './requests/probe.ts';
import { openSandboxHost, type SandboxHost } from './server/sandbox-host.ts';
import { buildServer } from './server/server.ts';
import { openDatabase } from './store/database.ts';
import { openDataFolder } from './store/embedded/data-folder.ts';
import { startEmbeddedPostgres } from './store/embedded/embedded-postgres.ts';
import { openExternalPostgres } from './store/external-postgres.ts';
import { newId } from './store/id.ts';
import { readOrMakeKeyFile } from './store/key-file.ts';
import { migrateToLatest } from './store/migrate.ts';
import { type Listener, openListener } from './store/notify.ts';
import { freeAllRuns } from './store/runs.ts';
import { openVault } from './store/vault.ts';
import { accessOf } from './transfers/access.ts';
import { startCleanUp } from './worker/clean-up.ts';
import { startScheduler } from './worker/scheduler.ts';
import { startWorker } from './worker/worker.ts';

export interface StartOptions {
  config: Config;
  version: string;
  /** Which roles this process plays. */
  server: boolean;
  worker: boolean;
  /** Told what a person starting counterflow should know, one line each. */
  say(line: string): void;
}

/** A running counterflow. */
export interface Running {
  url: string;
  /** The set-up link; undefined once there is an owner. */
  setUpUrl: string | undefined;
  /** Resolves with the reason should the embedded database end by itself. */
  ended: Promise<CounterflowError>;
  /** Takes no new work, leaves runs at their checkpoints, ends what was started, last the database. */
  stop(): Promise<void>;
}

/** Ends what was started, newest first; a part that fails to end does not keep the others from it. */
class Ending {
  readonly #parts: (() => Promise<unknown>)[] = [];
  readonly #log: Log;
  constructor(log: Log) {
    this.#log = log;
  }
  add(end: () => Promise<unknown>): void {
    this.#parts.unshift(end);
  }
  async run(): Promise<void> {
    for (const end of this.#parts.splice(0)) {
      await end().catch((cause) => this.#log.error({ err: cause }, 'a part did not end as it should'));
    }
  }
}

/**
 * Starts server, worker or both on the database that the configuration names. Throws a CounterflowError that says in one
 * line what keeps it from starting; what it had started by then is ended.
 */
export async function startCounterflow(options: StartOptions): Promise<Running> {
  const config = await withFreePort(options.config);
  const log = pino({ level: config.logLevel, base: { pid: process.pid } }, destination({ dest: 2, sync: true }));
  const ending = new Ending(log);
  try {
    const database = await openStore(config, options, ending);
    const opened = await openInstallation(options, config, database, log, ending);
    return { ...(await startRoles(options, config, opened, log, ending)), ended: database.ended };
  } catch (cause) {
    await ending.run();
    throw cause;
  }
}

interface Store {
  kind: 'embedded' | 'external';
  connection: import('pg').PoolConfig;
  dataConnection: import('pg').PoolConfig | undefined;
  ended: Promise<CounterflowError>;
}

async function openStore(config: Config, { say }: StartOptions, ending: Ending): Promise<Store> {
  if (config.databaseUrl !== undefined) {
    openDataFolder(config.dataDir);
    const external = await openExternalPostgres(config.databaseUrl);
    return { kind: 'external', ...external, ended: new Promise(() => {}) };
  }
  const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log: say });
  ending.add(() => embedded.stop());
  const { connection, dataConnection, ended } = embedded;
  return { kind: 'embedded', connection, dataConnection, ended };
}

interface Opened {
  installation: Installation;
  sandbox: SandboxHost;
  listener: Listener;
  database: Store['kind'];
}

async function openInstallation(
  { server }: StartOptions,
  config: Config,
  store: Store,
  log: Logger,
  ending: Ending,
): Promise<Opened> {
  const { db, pool, close } = openDatabase(store.connection);
  ending.add(close);
  await migrateToLatest(db);
  const vault = await openVault(db, await readOrMakeKeyFile(config.keyFile));
  const sandbox = await openSandboxHost({
    external: config.sandboxUrl,
    dataDir: config.dataDir,
    mayStart: server,
    log,
  });
  ending.add(() => sandbox.stop());
  const rule = addressRule(config.allowPrivate);
  const http = httpClient({ rule, sandboxUrl: () => sandbox.url() });
  ending.add(() => http.close());
  const installation: Installation = {
    db,
    pool,
    clock: systemClock(),
    vault,
    http,
    addressRule: rule,
    log,
    processId: `${hostname()}:${process.pid}:${newId()}`,
    dataDir: config.dataDir,
    publicUrls: config.publicUrls,
    fileRoots: config.fileRoots,
    dataDatabase: store.dataConnection,
    sandboxUrl: () => sandbox.url(),
  };
  ending.add(() => closePostgresPools(installation));
  ending.add(() => settleDebugLog(installation));
  ending.add(() => settleRefreshes(installation));
  ending.add(() => settleAnswers(installation));
  if (store.kind === 'embedded') await freeAllRuns(db);
  await applyPendingGrants(installation);
  await ensureBuiltInConnection(installation);
  const listener = await openListener(store.connection, ['run', 'run_asked', 'connection', 'notice', 'debug']);
  ending.add(() => listener.close());
  return { installation, sandbox, listener, database: store.kind };
}

async function startRoles(
  options: StartOptions,
  config: Config,
  { installation, sandbox, listener, database }: Opened,
  log: Logger,
  ending: Ending,
): Promise<Omit<Running, 'ended'>> {
  const access = accessOf(installation);
  if (options.worker) {
    const worker = startWorker({ installation, access }, listener);
    ending.add(() => worker.stop());
    const scheduler = startScheduler(installation);
    ending.add(() => scheduler.stop());
    const cleanUp = startCleanUp(installation);
    ending.add(() => cleanUp.stop());
    const kept = await keeper(reachApi).start(installation);
    ending.add(() => kept.stop());
    const notifier = startNotifier(installation, listener);
    ending.add(() => notifier.stop());
  }
  const accounts = openAccounts(installation);
  if (options.server) {
    const context = { installation, accounts, access, sandbox, listener, database, version: options.version };
    const app = await buildServer(context, { logger: log, trustProxy: config.trustProxy });
    await app.listen({ host: config.host, port: config.port }).catch((cause: unknown) => {
      throw listenTrouble(cause, config);
    });
    ending.add(() => app.close());
  }
  ending.add(async () => leaveNewPairsOnDisk(installation));
  const url = config.publicUrls[0]?.url ?? '';
  const token = options.server ? await accounts.setUpToken() : undefined;
  return {
    url,
    setUpUrl: token === undefined ? undefined : `${url}/welcome?token=${token}`,
    stop: () => ending.run(),
  };
}

function listenTrouble(cause: unknown, { host, port }: Config): unknown {
  const { code } = cause as { code?: string };
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} on ${host} is in use. Stop what listens there, or set PORT to another one.`,
    EACCES: `Port ${port} on ${host} may not be used by this user. Set PORT to one above 1023.`,
    EADDRNOTAVAIL: `This machine has no address ${host}. Set HOST to one it has, or to 0.0.0.0.`,
    ENOTFOUND: `The host name ${host} leads nowhere. Set HOST to an address of this machine.`,
  };
  const reason = reasons[code ?? ''];
  return reason ? new CounterflowError('cannot_listen', reason, { cause }) : cause;
}

/** With PORT=0 any free port is taken, and is known before anything needs the public address. */
async function withFreePort(config: Config): Promise<Config> {
  if (config.port !== 0) return config;
  const port = await new Promise<number>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause) => reject(listenTrouble(cause, config)));
    probe.listen(0, config.host, () => {
      const address = probe.address() as AddressInfo;
      probe.close(() => resolve(address.port));
    });
  });
  const publicUrls = config.publicUrls.map(({ region, url }) => ({ region, url: url.replace(/:0$/, `:${port}`) }));
  return { ...config, port, publicUrls };
}
