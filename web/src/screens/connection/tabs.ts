import type { Connection } from '../../api/connections.ts';

/** Tabs of a connection's page, in order, each with its address below the connection's. */
export const connectionTabs = [
  { tab: 'overview', to: '/connections/$id' },
  { tab: 'used-by', to: '/connections/$id/used-by' },
  { tab: 'debug', to: '/connections/$id/debug' },
  { tab: 'audit', to: '/connections/$id/audit' },
  { tab: 'settings', to: '/connections/$id/settings' },
] as const;
export type ConnectionTab = (typeof connectionTabs)[number]['tab'];

/** Whether a connection sends HTTP requests: databases and folders don't, and have no debug log. */
export const sendsRequests = ({ apiType }: Pick<Connection, 'apiType'>): boolean =>
  apiType === 'http' || apiType.startsWith('lightspeed-');

/** The tab that an address shows; panels that open over the page lie over the first one. */
export function tabAt(pathname: string): ConnectionTab {
  const last = pathname.replace(/\/+$/, '').split('/')[3];
  return connectionTabs.find(({ tab }) => tab === last)?.tab ?? 'overview';
}
