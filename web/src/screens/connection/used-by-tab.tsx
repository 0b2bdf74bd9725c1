import { useSuspenseQuery } from '@tanstack/react-query';
import { connectionQuery } from '../../api/connections.ts';
import { connectionRoute } from './route.ts';
import { UsedByCard } from './used-by-card.tsx';

/** Everything that reads or writes over the connection. */
export function UsedByTab() {
  const { id } = connectionRoute.useParams();
  const { data: connection } = useSuspenseQuery(connectionQuery(id));
  return <UsedByCard connection={connection} />;
}
