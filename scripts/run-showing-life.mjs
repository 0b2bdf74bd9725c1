import { spawn } from 'node:child_process';

const LIFE_SIGN_MS = 5000;

/**
 * Runs a command, its output on ours, with a line every 5 s so that nobody takes it for hung. Ends this process with the
 * command's exit code when it fails.
 */
export function runShowingLife(what, [command, ...args], cwd) {
  const startedMs = Date.now();
  const seconds = () => Math.round((Date.now() - startedMs) / 1000);
  console.log(`${what} ...`);
  const timer = setInterval(() => console.log(`${what} ... ${seconds()} s`), LIFE_SIGN_MS);
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', (error) => {
      console.error(`${what} failed: ${error.message}`);
      process.exit(1);
    });
    child.on('exit', (code, signal) => {
      clearInterval(timer);
      if (code !== 0) {
        console.error(`${what} failed (${signal ?? `exit code ${code}`}) after ${seconds()} s.`);
        process.exit(code ?? 1);
      }
      console.log(`${what}: done in ${seconds()} s.`);
      resolve();
    });
  });
}
