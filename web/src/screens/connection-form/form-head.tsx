import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiProblem } from '../../api/client.ts';
import { ErrorSummary } from '../../components/error-summary.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { ReadOnlyNotice } from '../../components/read-only-notice.tsx';
import { text } from '../../texts/text.ts';
import { SignInNotStarted } from './save-connection.ts';

export const fieldId = (field: string) => `connection-${field}`;

interface FormHeadProps {
  errors: Readonly<Record<string, ReactNode>>;
  submitCount: number;
  /** Why the last Save did not work. */
  failure: Error | null;
  isNew: boolean;
  /** Somebody else changed it meanwhile: take theirs, or store one's own over it. */
  onTakeStored: () => void;
  onKeepOwn: () => void;
}

/** Above the fields: what still needs attention, or why storing failed. */
export function FormHead({ errors, submitCount, failure, ...rest }: FormHeadProps) {
  const isAboutFields = failure instanceof ApiProblem && failure.errors.length > 0;
  return (
    <>
      <ReadOnlyNotice />
      {failure && !isAboutFields && <Failure failure={failure} {...rest} />}
      <ErrorSummary
        submitCount={submitCount}
        errors={Object.entries(errors)
          .filter(([, message]) => message)
          .map(([field, message]) => ({ fieldId: fieldId(field), message: String(message) }))}
      />
    </>
  );
}

type FailureProps = Omit<FormHeadProps, 'errors' | 'submitCount' | 'failure'> & { failure: Error };

function Failure({ failure, isNew, onTakeStored, onKeepOwn }: FailureProps) {
  if (failure instanceof SignInNotStarted) {
    const cause = failure.cause instanceof Error ? failure.cause : failure;
    return <ProblemNotice title={text('form.failed.authorize')} error={cause} />;
  }
  const isStale = failure instanceof ApiProblem && failure.code === 'changed_meanwhile';
  return (
    <ProblemNotice
      title={text(isNew ? 'form.failed.create' : 'form.failed.edit')}
      error={failure}
      actions={
        isStale && (
          <>
            <Button size="xs" variant="default" onClick={onTakeStored}>
              {text('form.takeTheirs')}
            </Button>
            <Button size="xs" variant="default" onClick={onKeepOwn}>
              {text('form.keepMine')}
            </Button>
          </>
        )
      }
    />
  );
}
