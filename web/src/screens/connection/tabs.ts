/** Tabs of a connection's page, in order, each with its address below the connection's. */
export const connectionTabs = [
  { tab: 'overview', to: '/connections/$id' },
  { tab: 'used-by', to: '/connections/$id/used-by' },
  { tab: 'audit', to: '/connections/$id/audit' },
  { tab: 'settings', to: '/connections/$id/settings' },
] as const;
export type ConnectionTab = (typeof connectionTabs)[number]['tab'];

/** The tab that an address shows; panels that open over the page lie over the first one. */
export function tabAt(pathname: string): ConnectionTab {
  const last = pathname.replace(/\/+$/, '').split('/')[3];
  return connectionTabs.find(({ tab }) => tab === last)?.tab ?? 'overview';
}
