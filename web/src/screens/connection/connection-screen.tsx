import { useSuspenseQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { connectionQuery } from '../../api/connections.ts';
import { ConnectionStatus } from '../../components/connection-status.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { connectionRoute } from './route.ts';

/** The page of one connection. */
export function ConnectionScreen() {
  const { id } = connectionRoute.useParams();
  const { data: connection } = useSuspenseQuery(connectionQuery(id));
  return (
    <>
      <PageHead title={connection.name} sub={<ConnectionStatus connection={connection} />} />
      <Outlet />
    </>
  );
}
