import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { connectionQuery, pingConnection } from '../../api/connections.ts';
import { signsIn } from '../../components/signs-in.ts';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { BudgetCard } from './budget-card.tsx';
import { ConnectionHead } from './connection-head.tsx';
import classes from './connection-screen.module.css';
import { connectionRoute } from './route.ts';
import { ScopesCard } from './scopes-card.tsx';
import { SettingsCard } from './settings-card.tsx';
import { TestResult } from './test-result.tsx';
import { TokenCard } from './token-card.tsx';
import { UsedByCard } from './used-by-card.tsx';

/** The page of one connection: how it is, what keeps it alive, what it may do and who uses it. */
export function ConnectionScreen() {
  const { id } = connectionRoute.useParams();
  const query = useSuspenseQuery(connectionQuery(id));
  const queries = useQueryClient();
  const test = useMutation({
    mutationFn: () => pingConnection(id),
    onSettled: () => queries.invalidateQueries({ queryKey: connectionQuery(id).queryKey }),
  });
  const connection = query.data;
  const needsSignIn = signsIn(connection);
  const tellsBudget = connection.budget !== null || connection.apiType.startsWith('lightspeed-');
  return (
    <>
      <ConnectionHead connection={connection} isTesting={test.isPending} onTest={() => test.mutate()} />
      <div className={classes.wide}>
        <StaleNotice query={query} />
        <TestResult name={connection.name} test={test} onClose={() => test.reset()} />
        {needsSignIn && <TokenCard connection={connection} />}
      </div>
      <div className={classes.grid}>
        <div className={classes.stack}>
          {tellsBudget && <BudgetCard connection={connection} readAtMs={query.dataUpdatedAt} />}
          <UsedByCard connection={connection} />
        </div>
        <div className={classes.stack}>
          {needsSignIn && <ScopesCard connection={connection} />}
          <SettingsCard connection={connection} />
        </div>
      </div>
      <Outlet />
    </>
  );
}
