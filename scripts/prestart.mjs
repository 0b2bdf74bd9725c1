// Runs before `npm start` and `npm test`, on any Node from 18 on: installs what is missing, then builds the web app.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runShowingLife } from './run-showing-life.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'node_modules', '.bin');
const oldestNode = [24, 12];

await installWhenLockChanged();
refuseOldNode();
await buildWebWhenChanged();

async function installWhenLockChanged() {
  const stamp = join(root, 'node_modules', '.counterflow-installed');
  const wanted = hashOf([join(root, 'package-lock.json')]);
  if (read(stamp) === wanted) return;
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await runShowingLife('Installing what counterflow needs', [...npm, ...args], root);
  writeFileSync(stamp, wanted);
}

/** The project's own Node comes with its packages on Linux; elsewhere the user's has to be new enough. */
function refuseOldNode() {
  if (existsSync(join(bin, 'node'))) return;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  console.error(
    `counterflow needs Node ${oldestNode.join('.')} or newer on this platform; this is ${process.versions.node}.`,
  );
  process.exit(1);
}

async function buildWebWhenChanged() {
  const stamp = join(root, 'dist', 'web', '.built-from');
  const wanted = hashOf([
    join(root, 'package-lock.json'),
    ...filesBelow(join(root, 'web')),
    ...filesBelow(join(root, 'src')),
  ]);
  if (read(stamp) === wanted) return;
  const node = existsSync(join(bin, 'node')) ? join(bin, 'node') : process.execPath;
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  await runShowingLife(
    'Building the web app',
    [node, vite, 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'],
    root,
  );
  writeFileSync(stamp, wanted);
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())
    .sort();
}

function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
