import { Button } from '@mantine/core';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { ApiProblem } from '../api/client.ts';
import { text } from '../texts/text.ts';
import { EmptyState } from './empty-state.tsx';
import { ProblemNotice } from './problem-notice.tsx';

/** Stands in for a screen that could not be loaded; the shell around it stays alive. */
export function ScreenError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const tryAgain = () => {
    reset();
    void router.invalidate();
  };
  if (error instanceof ApiProblem && error.status === 404) return <ScreenNotFound />;
  if (error instanceof ApiProblem && error.status === 403) return <NoPermission detail={error.message} />;
  return <ProblemNotice title={text('error.screen')} error={asError(error)} onRetry={tryAgain} />;
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));

/** A page or thing that is not there. */
export function ScreenNotFound() {
  return (
    <EmptyState
      title={text('error.notFound.title')}
      action={
        <Button component={Link} to="/" variant="default">
          {text('error.notFound.home')}
        </Button>
      }
    >
      {text('error.notFound.text')}
    </EmptyState>
  );
}

/** A right is missing; `detail` is the server's sentence, which names it. */
export function NoPermission({ detail }: { detail: string }) {
  return <EmptyState title={text('error.noPermission')}>{detail}</EmptyState>;
}
