import { AuditTable } from '../../components/audit-table.tsx';
import { text } from '../../texts/text.ts';
import { connectionRoute } from './route.ts';

/** Who changed the connection: what, by what means, from what to what. */
export function AuditTab() {
  const { id } = connectionRoute.useParams();
  return <AuditTable filter={{ resourceType: 'connection', resourceId: id }} empty={text('connection.audit.none')} />;
}
