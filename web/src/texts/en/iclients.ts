/** OAuth 2.0 clients: list and panel. */
export const iClients = {
  'iclients.sub': 'The client ID and secret of the apps that you registered, e.g. at Lightspeed.',
  'iclients.column.name': 'Name',
  'iclients.column.provider': 'Provider',
  'iclients.column.clientId': 'Client ID',
  'iclients.column.usedBy': 'Used by',
  'iclients.provider.lightspeed-r': 'Lightspeed Retail (R-Series)',
  'iclients.provider.lightspeed-x': 'Lightspeed Retail (X-Series)',
  'iclients.provider.lightspeed-k': 'Lightspeed Restaurant (K-Series)',
  'iclients.provider.custom': 'Another OAuth 2.0 server',

  'iclient.new': 'New OAuth 2.0 client',
  'iclient.edit': 'Edit OAuth 2.0 client',
} as const;
