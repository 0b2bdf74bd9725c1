import { useEffect, useRef } from 'react';
import { text } from '../texts/text.ts';
import classes from './error-summary.module.css';
import { Notice } from './notice.tsx';
import { TextButton } from './text-link.tsx';

export interface FieldError {
  /** Id of the control that has to be mended. */
  fieldId: string;
  message: string;
}

/** What a form still needs, at its head: focus goes here on submit, and each line leads to its field. */
export function ErrorSummary({ errors, submitCount }: { errors: readonly FieldError[]; submitCount: number }) {
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (submitCount > 0) summary.current?.focus();
  }, [submitCount]);
  if (errors.length === 0 || submitCount === 0) return null;
  return (
    <div ref={summary} tabIndex={-1}>
      <Notice tone="bad" role="alert" title={text('form.needsAttention', { n: errors.length })}>
        <ul className={classes.list}>
          {errors.map(({ fieldId, message }) => (
            <li key={fieldId}>
              <TextButton onClick={() => document.getElementById(fieldId)?.focus()}>{message}</TextButton>
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
