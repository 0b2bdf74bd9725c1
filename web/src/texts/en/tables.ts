/** The tables of this installation's database. */
export const tables = {
  'tables.column.name': 'Table',
  'tables.column.rows': 'Rows',
  'tables.column.columns': 'Columns',
  'tables.empty.title': 'No tables yet',
  'tables.empty.text':
    'An import into "This installation\'s database" makes its table when a flow first runs. The rows show here.',
  'tables.empty.button': 'Open imports',
} as const;
