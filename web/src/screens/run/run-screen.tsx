import { useSuspenseQuery } from '@tanstack/react-query';
import { runQuery } from '../../api/runs.ts';
import { PageHead } from '../../components/page-head.tsx';
import { RunStatus } from '../../components/run-status.tsx';
import { runRoute } from './route.ts';

/** One run. */
export function RunScreen() {
  const { id } = runRoute.useParams();
  const { data: run } = useSuspenseQuery({ ...runQuery(id), refetchInterval: 1_000 });
  return <PageHead title={run.flowName} sub={<RunStatus status={run.status} />} />;
}
