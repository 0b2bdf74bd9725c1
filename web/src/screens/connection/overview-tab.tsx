import { useSuspenseQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { connectionQuery } from '../../api/connections.ts';
import { signsIn } from '../../components/signs-in.ts';
import { BudgetCard } from './budget-card.tsx';
import classes from './connection-screen.module.css';
import { RefreshesCard } from './refreshes-card.tsx';
import { connectionRoute } from './route.ts';
import { ScopesCard } from './scopes-card.tsx';
import { SettingsCard } from './settings-card.tsx';
import { SignInCard } from './sign-in-card.tsx';
import { sendsRequests } from './tabs.ts';
import { TokenCard } from './token-card.tsx';
import { UsedByCard } from './used-by-card.tsx';

/** What keeps the connection alive, what it may do, and how much of its budget is used. */
export function OverviewTab() {
  const { id } = connectionRoute.useParams();
  const { data: connection, dataUpdatedAt } = useSuspenseQuery(connectionQuery(id));
  const needsSignIn = signsIn(connection);
  const isApi = sendsRequests(connection);
  return (
    <>
      {needsSignIn && (
        <div className={classes.wide}>
          <TokenCard connection={connection} />
        </div>
      )}
      <div className={classes.grid}>
        <div className={classes.stack}>
          {isApi && <BudgetCard connection={connection} readAtMs={dataUpdatedAt} />}
          {connection.grant && <RefreshesCard connection={connection} />}
          {!isApi && <SettingsCard connection={connection} />}
        </div>
        <div className={classes.stack}>
          {isApi && <SignInCard connection={connection} />}
          {needsSignIn && <ScopesCard connection={connection} />}
          {!needsSignIn && <UsedByCard connection={connection} />}
        </div>
      </div>
      <Outlet />
    </>
  );
}
