import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/client.ts';
import { text } from '../texts/text.ts';
import { Notice } from './notice.tsx';

/** What a request was refused with, in the server's own sentence, with the request's id behind "Details". */
export function ProblemNotice(props: { title: string; error: Error; onRetry?: () => void; actions?: ReactNode }) {
  const { title, error, onRetry, actions } = props;
  return (
    <Notice
      tone="bad"
      role="alert"
      title={title}
      details={detailsOf(error)}
      actions={
        actions ??
        (onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {text('common.tryAgain')}
          </Button>
        ))
      }
    >
      {error.message}
    </Notice>
  );
}

function detailsOf(error: Error): [string, string][] {
  if (!(error instanceof ApiProblem)) return [];
  const details: [string, string][] = [[text('common.code'), error.code]];
  if (error.status > 0) details.push([text('common.status'), String(error.status)]);
  if (error.requestId) details.push([text('common.requestId'), error.requestId]);
  return details;
}
