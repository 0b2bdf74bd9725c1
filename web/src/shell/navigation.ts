import IconDatabaseExport from '@tabler/icons-react/dist/esm/icons/IconDatabaseExport.mjs';
import IconDatabaseImport from '@tabler/icons-react/dist/esm/icons/IconDatabaseImport.mjs';
import IconFlask from '@tabler/icons-react/dist/esm/icons/IconFlask.mjs';
import IconHistory from '@tabler/icons-react/dist/esm/icons/IconHistory.mjs';
import IconHome from '@tabler/icons-react/dist/esm/icons/IconHome.mjs';
import IconKey from '@tabler/icons-react/dist/esm/icons/IconKey.mjs';
import IconPlayerPlay from '@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs';
import IconPlugConnected from '@tabler/icons-react/dist/esm/icons/IconPlugConnected.mjs';
import IconSettings from '@tabler/icons-react/dist/esm/icons/IconSettings.mjs';
import IconSitemap from '@tabler/icons-react/dist/esm/icons/IconSitemap.mjs';
import IconTable from '@tabler/icons-react/dist/esm/icons/IconTable.mjs';
import type { Home } from '../api/home.ts';
import type { TextKey } from '../texts/text.ts';

export interface NavigationEntry {
  to: string;
  label: TextKey;
  icon: typeof IconHome;
  /** How many things behind this entry need a person. */
  count?: (home: Home) => number;
}

/** The left navigation, in groups. An entry shows once the route table has a screen for its path. */
export const navigation: readonly (readonly NavigationEntry[])[] = [
  [
    { to: '/', label: 'nav.home', icon: IconHome },
    { to: '/flows', label: 'nav.flows', icon: IconSitemap },
    {
      to: '/runs',
      label: 'nav.runs',
      icon: IconPlayerPlay,
      count: (home) => home.failedRuns + home.openErrors,
    },
  ],
  [
    {
      to: '/connections',
      label: 'nav.connections',
      icon: IconPlugConnected,
      count: (home) => home.connectionsNeedingYou,
    },
    { to: '/iclients', label: 'nav.iclients', icon: IconKey },
    { to: '/exports', label: 'nav.exports', icon: IconDatabaseExport },
    { to: '/imports', label: 'nav.imports', icon: IconDatabaseImport },
    { to: '/tables', label: 'nav.tables', icon: IconTable },
  ],
  [
    { to: '/sandbox', label: 'nav.sandbox', icon: IconFlask },
    { to: '/audit', label: 'nav.audit', icon: IconHistory },
    { to: '/settings', label: 'nav.settings', icon: IconSettings },
  ],
];
