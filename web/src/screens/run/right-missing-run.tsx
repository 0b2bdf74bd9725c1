import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type Connection, neededScopesQuery } from '../../api/connections.ts';
import { startRun } from '../../api/flows.ts';
import type { Run } from '../../api/runs.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { text } from '../../texts/text.ts';
import { RightMissing } from '../authorize/right-missing.tsx';

/** A run that failed because the other side did not allow what its source reads; Retry runs the flow again. */
export function RightMissingRun(props: { run: Run; connection: Connection; details: [string, string][] }) {
  const { run, connection, details } = props;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const needed = useQuery({ ...neededScopesQuery(connection.id), throwOnError: false }).data?.items;
  const retry = useMutation({
    mutationFn: () => startRun(run.flowId),
    onSuccess: (next) => {
      void queries.invalidateQueries({ queryKey: ['flows'] });
      return navigate({ to: '/runs/$id', params: { id: next.id } });
    },
  });
  return (
    <>
      <RightMissing
        connection={connection}
        anyOf={needed?.find(({ neededBy }) => neededBy.some(({ id }) => id === run.flowId))?.anyOf}
        said={run.detail ?? ''}
        details={details}
        isRetrying={retry.isPending}
        onRetry={() => retry.mutate()}
      />
      {retry.error && <ProblemNotice title={text('authorize.rightMissing.notRun')} error={retry.error} />}
    </>
  );
}
