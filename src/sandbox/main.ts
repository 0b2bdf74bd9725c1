import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { environmentLines } from './print-environment.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';

export interface SandboxRole {
  port: number;
  /** Where stores, grants and edits are kept; undefined: nothing is. */
  data?: string | undefined;
  /** Makes one store of each series and prints how to use them. */
  printEnv?: boolean;
  /** Ends with the process that holds the other end of standard input. */
  parentPipe?: boolean;
}

/** Runs the sandbox in this process until it is told to stop; prints `SANDBOX=<url>` when it is ready. */
export async function playSandbox({ port, data, printEnv, parentPipe }: SandboxRole): Promise<void> {
  // Replies are short-lived: a young generation that doesn't grow saves a third of the memory and costs a twentieth of the speed.
  setFlagsFromString('--semi-space-growth-factor=1');
  const sandbox = await start(port, data);
  const end = () => void sandbox.close().then(() => process.exit(0));
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  // Who started it holds the other end of this pipe: when that process is gone, also by kill -9, so is the sandbox.
  if (parentPipe) process.stdin.on('end', end).resume();
  if (printEnv) for (const line of await environmentLines(sandbox.url)) console.log(line);
  console.log(`SANDBOX=${sandbox.url}`);
}

async function start(port: number, dataDir: string | undefined): Promise<Sandbox> {
  const token = process.env.SANDBOX_TOKEN;
  try {
    return await startSandbox({ port, ...(dataDir ? { dataDir } : {}), ...(token ? { token } : {}) });
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

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4410' },
      data: { type: 'string' },
      'print-env': { type: 'boolean', default: false },
      'parent-pipe': { type: 'boolean', default: false },
    },
  });
  await playSandbox({
    port: Number(values.port),
    data: values.data,
    printEnv: values['print-env'],
    parentPipe: values['parent-pipe'],
  });
}
