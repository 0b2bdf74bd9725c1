import type { Command } from 'commander';
import { wrongUsage } from './failure.ts';
import { examplesText } from './help.ts';

/** Roles that a process plays until it is told to stop; they set the exit code themselves. */
export function addRoles(program: Command): void {
  program
    .command('serve')
    .description(
      'Serve the web app and the REST API. With the embedded database, which one process owns, also work on runs.',
    )
    .addHelpText('before', examplesText(['serve', 'serve --worker']))
    .option('--worker', 'Work on runs in this process, too.')
    .action(async ({ worker }: { worker?: true }) => {
      const { serve } = await import('../main.ts');
      await serve({ server: true, worker: worker === true || !process.env.DATABASE_URL });
    });
  program
    .command('worker')
    .description('Work on runs and keep connections alive, on the PostgreSQL that DATABASE_URL names.')
    .addHelpText('before', examplesText(['worker', 'worker --help']))
    .action(async () => {
      if (!process.env.DATABASE_URL) {
        throw wrongUsage(
          'A worker of its own needs DATABASE_URL: the embedded database belongs to the one process that runs it, which works on runs as well.',
        );
      }
      const { serve } = await import('../main.ts');
      await serve({ server: false, worker: true });
    });
  program
    .command('sandbox')
    .description('Run an emulator of Lightspeed, with its control interface under /_sandbox/.')
    .addHelpText('before', examplesText(['sandbox', 'sandbox --port 4410 --print-env']))
    .option('--port <port>', 'Port to listen on.', '4410')
    .option('--data <folder>', 'Keep stores, grants and edits there; left out: nothing is kept.')
    .option('--print-env', 'Make one store of each series and print how to use them, as NAME=value lines.')
    .action(async (options: { port: string; data?: string; printEnv?: true }) => {
      const port = Number(options.port);
      if (!/^\d+$/.test(options.port) || port > 65_535)
        throw wrongUsage(`--port is "${options.port}", but must be 0 to 65535.`);
      const { playSandbox } = await import('../sandbox/main.ts');
      await playSandbox({ port, data: options.data, printEnv: options.printEnv === true });
    });
}
