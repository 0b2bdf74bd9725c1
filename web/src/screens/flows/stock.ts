import { useSuspenseQueries } from '@tanstack/react-query';
import { connectionsQuery } from '../../api/connections.ts';
import { exportsQuery } from '../../api/exports.ts';
import { importsQuery } from '../../api/imports.ts';

/** Every export, import and connection there is: what flows are made of. */
export function useStock() {
  const [exports, imports, connections] = useSuspenseQueries({
    queries: [exportsQuery(), importsQuery(), connectionsQuery()],
  });
  return { exports: exports.data.items, imports: imports.data.items, connections: connections.data.items };
}
