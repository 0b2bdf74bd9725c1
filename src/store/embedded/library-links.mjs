import { lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Makes the links between shared libraries that the PostgreSQL package's own install script would have made: npm packages
 * carry no symbolic links, and counterflow installs with `--ignore-scripts`. Plain JavaScript, because `npm start` calls it
 * on any Node. Links that are there stay as they are. Throws when the folder can't be written.
 */
export function makeLibraryLinks(packageFolder) {
  for (const { source, target } of linkList(packageFolder)) {
    const link = join(packageFolder, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(basename(source), join(packageFolder, dirname(source), basename(target)));
    } catch (error) {
      if (error.code !== 'EEXIST') throw error; // another start made it meanwhile
    }
  }
}

/** The package's own list; macOS packages may have none. */
function linkList(packageFolder) {
  try {
    return JSON.parse(readFileSync(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
