import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { CounterflowError } from '../counterflow-error.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { buildProgram } from './program.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

// Whoever reads our output may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.failed);
});

try {
  await buildProgram(version).parseAsync(process.argv);
} catch (cause) {
  process.exitCode = report(cause);
}

/** Says what failed, on stderr; with `--json` the server's problem document goes to stdout, unchanged. */
function report(cause: unknown): number {
  if (cause instanceof CommanderError) {
    const isHelp = cause.code === 'commander.helpDisplayed' || cause.code === 'commander.version';
    return isHelp ? exitCodes.done : exitCodes.usage;
  }
  if (cause instanceof Failure) {
    process.stderr.write(`${cause.message}\n`);
    if (cause.json !== undefined && process.argv.includes('--json')) process.stdout.write(`${cause.json}\n`);
    return cause.exitCode;
  }
  if (cause instanceof CounterflowError) {
    process.stderr.write(`${cause.message} (${cause.code})\n`);
    return cause.code === 'not_found' ? exitCodes.notFound : exitCodes.failed;
  }
  process.stderr.write(`counterflow failed: ${cause instanceof Error ? cause.message : String(cause)}\n`);
  return exitCodes.failed;
}
