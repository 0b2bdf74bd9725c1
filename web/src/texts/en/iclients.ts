/** OAuth 2.0 clients: list and panel. */
export const iClients = {
  'iclient.new': 'New OAuth 2.0 client',
  'iclient.edit': 'Edit OAuth 2.0 client',
} as const;
