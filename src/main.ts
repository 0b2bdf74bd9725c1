import { readFileSync } from 'node:fs';
import { readConfig } from './config.ts';
import { CounterflowError } from './counterflow-error.ts';
import { startCounterflow } from './start.ts';

/** Longest time a stop may take before the process ends all the same; the database then ends with its watcher. */
const STOP_MS = 30_000;

/** Plays the given roles in this process until it is told to stop; sets the exit code. */
export async function serve(roles: { server: boolean; worker: boolean }): Promise<void> {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const say = (line: string) => console.log(line);
  try {
    let told: (signal: string) => void = () => {};
    const signalled = new Promise<string>((resolve) => {
      told = resolve;
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => told(signal));
    const running = await startCounterflow({ config: readConfig(process.env), version, ...roles, say });
    if (roles.server) say(`counterflow ${version} is ready: ${running.url}`);
    else say(`counterflow ${version} works on runs.`);
    if (running.setUpUrl) say(`Set up: ${running.setUpUrl}`);
    const reason = await Promise.race([signalled, running.ended]);
    if (typeof reason === 'string') say('Stopping: runs keep their place and go on at the next start.');
    else console.error(reason.message);
    const late = setTimeout(() => process.exit(1), STOP_MS);
    await running.stop();
    clearTimeout(late);
    process.exitCode = typeof reason === 'string' ? 0 : 1;
  } catch (cause) {
    const { message, stack } = cause as Error;
    console.error(cause instanceof CounterflowError ? message : `counterflow did not start: ${message}`);
    if (process.env.LOG_LEVEL === 'debug') console.error(stack);
    process.exitCode = 1;
  }
}

if (import.meta.main) await serve({ server: true, worker: true });
