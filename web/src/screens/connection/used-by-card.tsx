import { useQuery } from '@tanstack/react-query';
import { type Connection, connectionUsedByQuery } from '../../api/connections.ts';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { CardSkeleton } from '../../components/skeletons.tsx';
import { UsedByList } from '../../components/used-by-list.tsx';
import { text } from '../../texts/text.ts';
import classes from './facts.module.css';

/** Exports and imports that use the connection. */
export function UsedByCard({ connection }: { connection: Connection }) {
  const users = useQuery({ ...connectionUsedByQuery(connection.id), throwOnError: false });
  if (users.isPending) return <CardSkeleton />;
  return (
    <Card title={text('connection.usedBy.title')} flush>
      {users.data?.items.length === 0 && <p className={classes.quiet}>{text('connection.usedBy.none')}</p>}
      {users.data && <UsedByList users={users.data.items} />}
      {!users.data && users.error && (
        <ProblemNotice
          title={text('connection.usedBy.failed')}
          error={users.error}
          onRetry={() => void users.refetch()}
        />
      )}
    </Card>
  );
}
