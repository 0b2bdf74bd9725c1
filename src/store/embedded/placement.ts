import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CounterflowError } from '../../counterflow-error.ts';
import { type ChildUser, canUseFolder, childUserFor } from './child-user.ts';
import { folderHash, notWritable, writeDurably } from './data-folder.ts';

export interface Placement {
  /** The database's own folder (PGDATA); holds a database already, or does not exist. */
  cluster: string;
  /** Empty folder owned by the child's user that becomes `cluster` once a database is in it; undefined when one is there. */
  fresh: string | undefined;
  /** Where copies of the programs may go. */
  copies: string;
  user: ChildUser;
}

/**
 * Decides where the database lives: in the data folder, or, where root runs counterflow and the child's user can't reach
 * that folder, in `<elsewhere>/<hash of the data folder>`. A file in the data folder remembers the latter, so that a
 * change of modes never makes a second, empty database. Throws `data_folder_not_writable`.
 */
export function placeDatabase(dataDir: string, elsewhere: string, log: (line: string) => void): Placement {
  const reminder = join(dataDir, 'postgres-location');
  const remembered = existsSync(reminder) ? readFileSync(reminder, 'utf8').trim() : undefined;
  const here = placeIn(remembered ?? dataDir);
  if (canUseFolder(here.user, here.fresh ?? here.cluster)) return here;
  if (!here.user || remembered || !here.fresh) throw unreachable(here);

  rmSync(here.fresh, { recursive: true });
  const home = join(elsewhere, folderHash(dataDir));
  log(
    `User id ${here.user.uid} can't reach ${dataDir}, and PostgreSQL does not run as root: the database lives in ${home}.`,
  );
  setAside(home, log);
  writeDurably(reminder, `${home}\n`);
  const there = placeIn(home);
  if (canUseFolder(there.user, there.fresh ?? there.cluster)) return there;
  throw unreachable(there);
}

function placeIn(home: string): Placement {
  const cluster = join(home, 'postgres');
  const user = childUserFor(cluster);
  try {
    mkdirSync(home, { recursive: true, mode: 0o711 });
    if (existsSync(cluster)) {
      chmodSync(cluster, 0o700); // PostgreSQL refuses a folder that others may read
      return { cluster, fresh: undefined, copies: home, user };
    }
    const fresh = join(home, 'postgres.new');
    rmSync(fresh, { recursive: true, force: true }); // of a first start that was cut short
    mkdirSync(fresh, { mode: 0o700 });
    if (user) chownSync(fresh, user.uid, user.gid);
    return { cluster, fresh, copies: home, user };
  } catch (cause) {
    throw notWritable(home, cause);
  }
}

/** A database that no data folder remembers: the data folder was deleted, and with it the key to the secrets in it. */
function setAside(home: string, log: (line: string) => void): void {
  const left = join(home, 'postgres');
  if (!existsSync(left)) return;
  const aside = `${left}.${statSync(left).mtime.toISOString().replaceAll(':', '')}`;
  log(`The data folder is new, but ${left} holds the database of an earlier one: it is kept as ${aside}.`);
  renameSync(left, aside);
}

function unreachable({ cluster, user }: Placement): CounterflowError {
  const owner = statSync(cluster, { throwIfNoEntry: false })?.uid;
  const who = user?.uid ?? process.geteuid?.();
  const message =
    owner !== undefined && owner !== who
      ? `The database in ${cluster} belongs to user id ${owner}. Start counterflow as that user or as root.`
      : `The database in ${cluster} can't be reached by user id ${who}, whom it runs as. Let that user pass all parent folders (chmod o+x).`;
  return new CounterflowError('data_folder_not_writable', message);
}

/** Longest path that a Unix socket can have on every platform of ours: 104 bytes with its end mark on macOS, 108 on Linux. */
const longestSocketPath = 103;

/**
 * Makes the folder for the database's socket: new, 0700, owned by the child's user, under a path short enough for a socket
 * whatever the data folder's length.
 */
export function makeSocketFolder(user: ChildUser, home: string): string {
  for (const parent of ['/tmp', tmpdir(), home]) {
    if (Buffer.byteLength(join(parent, 'counterflow-XXXXXX', '.s.PGSQL.5432.lock')) > longestSocketPath) continue;
    let folder: string;
    try {
      folder = mkdtempSync(join(parent, 'counterflow-'));
    } catch {
      continue; // the next parent
    }
    if (user) chownSync(folder, user.uid, user.gid);
    if (canUseFolder(user, folder)) return folder;
    rmSync(folder, { recursive: true });
  }
  throw new CounterflowError(
    'data_folder_not_writable',
    `The database's socket has no place: neither /tmp nor ${tmpdir()} can be written. Make one of them writable.`,
  );
}
