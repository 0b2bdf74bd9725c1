/** Runs: the list, and the page of one run. */
export const runs = {
  'run.crumb': '{flow}, {id}',
  'runs.column.status': 'Status',
  'runs.column.flow': 'Flow',
  'runs.column.started': 'Started',
  'runs.column.duration': 'Duration',
  'runs.column.records': 'Records',
  'runs.column.errors': 'Errors',
  'runs.empty.title': 'Nothing has run yet',
  'runs.empty.text': 'A run is one execution of a flow: it starts by schedule, or when you press Run.',
  'runs.empty.button': 'Open flows',
} as const;
