import { constants } from 'node:fs';
import { access, mkdir, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { connectionRow } from '../store/connections.ts';
import { pausedConnection } from './connection-errors.ts';

/** The folder of a folder connection, made if it is missing. Throws `folder_refused`, `folder_not_writable`. */
export async function folderOf(installation: Installation, connectionId: string): Promise<string> {
  const connection = await connectionRow(installation.db, connectionId);
  if (!connection) throw new CounterflowError('not_found', `There is no connection with id ${connectionId}.`);
  if (connection.paused) throw pausedConnection(connection);
  return openFolder(installation, String(connection.settings.path ?? ''));
}

/**
 * Resolves a path, links included, and makes the folder. It must lie below one of COUNTERFLOW_FILES; a relative path
 * starts at the first of them. The data folder itself is refused, whatever COUNTERFLOW_FILES says.
 */
export async function openFolder(installation: Installation, path: string): Promise<string> {
  const [firstRoot] = installation.fileRoots;
  if (!firstRoot)
    throw new CounterflowError('folder_refused', 'This installation allows no folders (COUNTERFLOW_FILES is empty).');
  const asked = resolve(isAbsolute(path) ? path : join(firstRoot, path));
  for (const root of installation.fileRoots) await mkdir(root, { recursive: true });
  const roots = await Promise.all(installation.fileRoots.map((root) => realpath(root)));
  const real = await realOf(asked);
  const dataDir = await realpath(installation.dataDir);
  const ownFiles = join(dataDir, 'files');
  const insideData = isInside(dataDir, real) && !isInside(ownFiles, real);
  if (insideData || !roots.some((root) => isInside(root, real))) {
    throw new CounterflowError(
      'folder_refused',
      `${path || '(no path)'} is outside the folders that connections may use: ${installation.fileRoots.join(', ')}. Choose one below, or change COUNTERFLOW_FILES.`,
    );
  }
  try {
    await mkdir(real, { recursive: true });
    await access(real, constants.W_OK);
  } catch (cause) {
    throw new CounterflowError(
      'folder_not_writable',
      `${real} can't be written. Give this server's user the right to.`,
      { cause },
    );
  }
  return real;
}

/** The real path, also of a folder that is not there yet: links of its nearest existing parent are resolved. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realOf(parent), relative(parent, path));
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}
