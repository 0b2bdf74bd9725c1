import IconApi from '@tabler/icons-react/dist/esm/icons/IconApi.mjs';
import IconDatabase from '@tabler/icons-react/dist/esm/icons/IconDatabase.mjs';
import IconFolder from '@tabler/icons-react/dist/esm/icons/IconFolder.mjs';
import type { ReactNode } from 'react';
import type { ApiType } from '../../../src/connections/schema.ts';
import classes from './app-tile.module.css';
import { classNames } from './class-names.ts';

/** Small square that tells the application: a letter for a Lightspeed series, an icon for the rest. Decoration. */
export function AppTile({ apiType, big }: { apiType: ApiType; big?: boolean }) {
  const size = big ? 20 : 14;
  const isSeries = apiType.startsWith('lightspeed');
  return (
    <span
      className={classNames(classes.tile, big && classes.big, isSeries ? classes.series : classes.plain)}
      aria-hidden
    >
      {apiType === 'postgres' && <IconDatabase size={size} stroke={1.75} />}
      {apiType === 'http' && <IconApi size={size} stroke={1.75} />}
      {apiType === 'folder' && <IconFolder size={size} stroke={1.75} />}
      {isSeries && seriesLetter(apiType)}
    </span>
  );
}

const seriesLetter = (apiType: ApiType) => (apiType === 'lightspeed-x' ? 'X' : apiType === 'lightspeed-c' ? 'C' : 'R');

/** The same square for a store of the sandbox. */
export function SeriesTile({ series, big }: { series: 'r' | 'x' | 'c'; big?: boolean }) {
  return (
    <span className={classNames(classes.tile, big && classes.big, classes.series)} aria-hidden>
      {series.toUpperCase()}
    </span>
  );
}

/** The same square with an icon of one's own, for what belongs to no application. */
export function IconTile({ icon, big }: { icon: ReactNode; big?: boolean }) {
  return (
    <span className={classNames(classes.tile, big && classes.big, classes.plain)} aria-hidden>
      {icon}
    </span>
  );
}
