import { useQuery } from '@tanstack/react-query';
import { faultsQuery } from '../../api/stores.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { TableSkeleton } from '../../components/skeletons.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { text } from '../../texts/text.ts';
import { FaultSwitches } from './fault-switches.tsx';
import { OrderedFaults } from './ordered-faults.tsx';
import classes from './store-screen.module.css';

/** Trouble to switch on, and what was met of it. */
export function FaultsTab({ storeId }: { storeId: string }) {
  const query = useQuery({ ...faultsQuery(storeId), throwOnError: false });
  if (query.isPending) return <TableSkeleton />;
  if (!query.data)
    return <ProblemNotice title={text('error.screen')} error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className={classes.stack}>
      <StaleNotice query={query} />
      <div className={classes.columns}>
        <FaultSwitches storeId={storeId} faults={query.data.items} />
        <OrderedFaults storeId={storeId} faults={query.data.items} />
      </div>
    </div>
  );
}
