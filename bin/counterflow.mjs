#!/usr/bin/env node
// `npx counterflow ...`: hands over to the program on a Node that runs TypeScript, which on Linux comes with the packages.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const program = join(root, 'src', 'cli', 'main.ts');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

endWithNpx();
if (major > 24 || (major === 24 && minor >= 12)) {
  await import(program);
} else {
  const own = join(root, 'node_modules', '.bin', 'node');
  if (!existsSync(own)) {
    console.error(
      `counterflow needs Node 24.12 or newer; this is ${process.versions.node}. Run npm ci first, or install it.`,
    );
    process.exit(1);
  }
  const child = spawn(own, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  // On a terminal Ctrl-C reaches the child by itself; passed on, it would count twice.
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  process.on('SIGINT', () => onTerminal || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

/** npx keeps a shell between itself and us and passes no signal on: when that shell is gone, npx was told to end. */
function endWithNpx() {
  if (process.env.npm_command !== 'exec') return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}
