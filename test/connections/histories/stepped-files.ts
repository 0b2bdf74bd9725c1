import type * as files from 'node:fs/promises';
import { currentActor } from './scheduler.ts';

/** Where the data folders of a history's processes are: nowhere but in memory. */
export const HISTORY_FOLDER = '/histories/';

/** The disk of one machine. It outlives the processes on it. */
export interface Disk {
  files: Map<string, string>;
  /** Nothing can be written. */
  isFull: boolean;
}

const disks = new Map<string, Disk>();

/** Gives the machine of this name an empty disk. */
export function newDisk(name: string): Disk {
  const disk = { files: new Map<string, string>(), isFull: false };
  disks.set(name, disk);
  return disk;
}

/** The real functions, but for paths of histories: there each write, rename and removal is a step on a disk in memory. */
export function withSteppedFiles(real: typeof files) {
  const isOurs = (path: unknown): path is string => String(path).startsWith(HISTORY_FOLDER);
  const diskOf = (path: string) => {
    const disk = disks.get(path.slice(HISTORY_FOLDER.length).split('/')[0] ?? '');
    if (!disk) throw new Error(`no disk for ${path}`);
    return disk;
  };
  const step = (what: string, run: () => void) => currentActor().scheduler.step(`disk: ${what}`, async () => run());
  const stepped = {
    mkdir: async () => undefined,
    open: async (path: string) => ({
      writeFile: (text: string) =>
        step('write', () => {
          if (diskOf(path).isFull) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
          diskOf(path).files.set(path, text);
        }),
      sync: async () => {},
      close: async () => {},
    }),
    readdir: async (folder: string) =>
      [...diskOf(folder).files.keys()]
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1)),
    readFile: async (path: string) => diskOf(path).files.get(path),
    rename: (from: string, to: string) =>
      step('rename', () => {
        const { files } = diskOf(from);
        files.set(to, files.get(from) ?? '');
        files.delete(from);
      }),
    rm: (path: string) => step('remove', () => void diskOf(path).files.delete(path)),
  };
  const either = Object.fromEntries(
    Object.entries(stepped).map(([name, ours]) => {
      const theirs = real[name as keyof typeof real] as (...all: unknown[]) => unknown;
      const mine = ours as (...all: unknown[]) => unknown;
      return [name, (...all: unknown[]) => (isOurs(all[0]) ? mine(...all) : theirs(...all))];
    }),
  );
  return { ...real, ...either };
}
