import { ActionIcon } from '@mantine/core';
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs';
import { useEffect } from 'react';
import type { PingAnswer } from '../../api/connections.ts';
import { announce } from '../../components/announcer.tsx';
import { Card } from '../../components/card.tsx';
import { CheckList } from '../../components/check-list.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { CardSkeleton } from '../../components/skeletons.tsx';
import { text } from '../../texts/text.ts';

interface TestResultProps {
  name: string;
  test: { isPending: boolean; error: Error | null; data: PingAnswer | undefined };
  onClose: () => void;
}

/** What Test connection found, step by step, ending at the first that fails. */
export function TestResult({ name, test, onClose }: TestResultProps) {
  const { data } = test;
  useEffect(() => {
    if (data) announce(text(data.ok ? 'connection.test.ok' : 'connection.test.failed'));
  }, [data]);
  if (test.isPending) {
    return (
      <div role="status" aria-label={text('connection.test.running', { name })}>
        <CardSkeleton />
      </div>
    );
  }
  if (test.error) return <ProblemNotice title={text('connection.test.broken')} error={test.error} />;
  if (!data) return null;
  return (
    <Card
      title={text(data.ok ? 'connection.test.ok' : 'connection.test.failed')}
      flush
      aside={
        <ActionIcon size={24} aria-label={text('common.close')} onClick={onClose}>
          <IconX size={16} stroke={1.75} />
        </ActionIcon>
      }
    >
      <CheckList checks={data.checks} />
    </Card>
  );
}
