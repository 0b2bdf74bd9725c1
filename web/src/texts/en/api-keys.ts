/** Settings > API keys. */
export const apiKeys = {
  'apiKeys.sub': 'For scripts and the command line, sent as “Authorization: Bearer”.',
  'apiKeys.column.name': 'Name',
  'apiKeys.column.role': 'Role',
  'apiKeys.column.prefix': 'Begins with',
  'apiKeys.column.created': 'Created',
  'apiKeys.column.lastUsed': 'Last used',
  'apiKeys.column.expires': 'Expires',
} as const;
