import { useSuspenseQuery } from '@tanstack/react-query';
import { connectionQuery } from '../../api/connections.ts';
import { connectionRoute } from './route.ts';
import { SettingsCard } from './settings-card.tsx';

/** What was set for the connection. */
export function SettingsTab() {
  const { id } = connectionRoute.useParams();
  const { data: connection } = useSuspenseQuery(connectionQuery(id));
  return <SettingsCard connection={connection} />;
}
