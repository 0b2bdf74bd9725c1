import type { Connection } from '../../api/connections.ts';
import { text } from '../../texts/text.ts';

/** Where a connection leads: the shop's name and number, a database's host, a folder. `null` before it is known. */
export function connectionPlace({ account, apiType, settings }: Connection): string | null {
  if (apiType === 'folder') return settings.path ?? null;
  if (apiType === 'postgres') return [settings.host, settings.database].filter(Boolean).join('/') || null;
  return account ? text('connection.account', { name: account.name, id: account.id }) : null;
}
