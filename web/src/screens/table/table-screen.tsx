import { useSuspenseQuery } from '@tanstack/react-query';
import { tableQuery } from '../../api/tables.ts';
import { PageHead } from '../../components/page-head.tsx';
import { tableRoute } from './route.ts';

/** The rows of one table. */
export function TableScreen() {
  const { name } = tableRoute.useParams();
  const { data: table } = useSuspenseQuery(tableQuery(name));
  return <PageHead title={table.name} />;
}
