import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type CursorChoice, flowRunsQuery, settleCursor, startRun } from '../../api/flows.ts';
import type { Run } from '../../api/runs.ts';
import { useMayEdit } from '../../components/may-edit.ts';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { text } from '../../texts/text.ts';
import { sourceOf, writtenBy } from './run-figures.ts';

const choices: readonly CursorChoice[] = ['startOver', 'keep'];

/**
 * A run that failed with `cursor_mismatch`, with the two ways on; the flow runs at once as chosen. They are offered only at
 * the newest run of its flow: an older one's question may be answered by now, and starting over reads everything.
 */
export function CursorMismatch({ run, details }: { run: Run; details: [string, string][] }) {
  const mayEdit = useMayEdit();
  const { data: runs } = useQuery({ ...flowRunsQuery(run.flowId), throwOnError: false });
  const isOpen = mayEdit && runs?.items[0]?.id === run.id;
  const sentences = [
    text('run.cursor.why', { name: sourceOf(run)?.name ?? '' }),
    text('run.failed.kept', { n: writtenBy(run) }),
    isOpen && text('run.cursor.choices'),
  ];
  return (
    <Notice
      tone="bad"
      role="alert"
      title={text('run.failed.title')}
      details={details}
      actions={isOpen && <Choices flowId={run.flowId} />}
    >
      {sentences.filter(Boolean).join(' ')}
    </Notice>
  );
}

function Choices({ flowId }: { flowId: string }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const settle = useMutation({
    mutationFn: async (choice: CursorChoice) => {
      await settleCursor(flowId, choice);
      return startRun(flowId);
    },
    onSuccess: (next) => {
      void queries.invalidateQueries({ queryKey: ['flows'] });
      return navigate({ to: '/runs/$id', params: { id: next.id } });
    },
  });
  return (
    <>
      {choices.map((choice) => (
        <Button
          key={choice}
          size="xs"
          variant="default"
          disabled={settle.isPending}
          loading={settle.isPending && settle.variables === choice}
          onClick={() => settle.mutate(choice)}
        >
          {text(`run.cursor.${choice}`)}
        </Button>
      ))}
      {settle.error && <ProblemNotice title={text('run.again.failed')} error={settle.error} />}
    </>
  );
}
