import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { changeFlow, type Flow, type FlowWrite, flowQuery, flowsQuery, startRun } from '../../api/flows.ts';

/** Changes a stored flow on the version that is shown; list and page follow the answer at once. */
export function useChangeFlow(flow: Flow) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (patch: Partial<FlowWrite>) => changeFlow(flow.id, flow.version, patch),
    onSuccess: (changed) => {
      queries.setQueryData(flowQuery(flow.id).queryKey, changed);
      return queries.invalidateQueries({ queryKey: ['flows', 'list'] });
    },
    onError: () => queries.invalidateQueries({ queryKey: flowsQuery().queryKey }),
  });
}

/** Starts a run and goes to its page. */
export function useStartRun(flowId: string) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => startRun(flowId),
    onSuccess: (run) => {
      void queries.invalidateQueries({ queryKey: ['flows'] });
      return navigate({ href: `/runs/${run.id}` });
    },
  });
}
