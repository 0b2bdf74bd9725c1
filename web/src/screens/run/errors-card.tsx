import { Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type RecordError, type Run, runErrorsQuery } from '../../api/runs.ts';
import { Card } from '../../components/card.tsx';
import { useNow } from '../../components/now.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { CardSkeleton } from '../../components/skeletons.tsx';
import { Tag } from '../../components/tag.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { exactTime, preciseTime } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import classes from './errors-card.module.css';
import { failedIn } from './run-figures.ts';

/** The newest failed records of a run, each with its reason. */
export function ErrorsCard({ run }: { run: Run }) {
  const failed = failedIn(run);
  const query = useQuery({ ...runErrorsQuery(run.id, failed), enabled: failed > 0, throwOnError: false });
  const title = text(run.endedAt === null ? 'run.errors.live' : 'run.errors');
  if (failed === 0 && run.endedAt !== null) return null;
  if (failed === 0) {
    return (
      <Card title={title}>
        <p className={classes.none}>{text('run.errors.none')}</p>
      </Card>
    );
  }
  if (query.error && !query.data) {
    return <ProblemNotice title={title} error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <CardSkeleton />;
  return (
    <Card
      title={title}
      flush
      aside={
        <TextLink to="/flows/$id" params={{ id: run.flowId }} search={{ tab: 'errors' }}>
          {text('run.errors.open')}
        </TextLink>
      }
    >
      <ErrorTable run={run} errors={query.data.items} title={title} />
      {failed > query.data.items.length && (
        <p className={classes.more}>{text('run.errors.more', { shown: query.data.items.length, n: failed })}</p>
      )}
    </Card>
  );
}

function ErrorTable({ run, errors, title }: { run: Run; errors: readonly RecordError[]; title: string }) {
  const now = useNow(30_000);
  return (
    <Table aria-label={title} className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          {(['key', 'step', 'message', 'time'] as const).map((column) => (
            <Table.Th key={column} scope="col">
              {text(`run.errors.${column}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {errors.map((error) => (
          <Table.Tr key={error.id}>
            <Table.Td>
              <code>{error.key}</code>
            </Table.Td>
            <Table.Td>
              <Tag>{run.steps.find(({ id }) => id === error.stepId)?.name ?? error.stepId}</Tag>
            </Table.Td>
            <Table.Td className={classes.message}>{error.message}</Table.Td>
            <Table.Td className={classes.time}>
              <time dateTime={error.createdAt} title={exactTime(error.createdAt)}>
                {preciseTime(error.createdAt, now)}
              </time>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
