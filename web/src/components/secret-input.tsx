import { Button, PasswordInput, Textarea } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import type { StoredSecret } from '../../../src/rest.ts';
import { text } from '../texts/text.ts';
import classes from './secret-input.module.css';
import { dayOf } from './times.ts';

interface SecretInputProps {
  id: string;
  label: string;
  description?: string;
  required?: boolean;
  /** For a secret of several lines, such as a key. Such a one is seen while it is typed. */
  lines?: true;
  placeholder?: string;
  /** What is stored by now; left out for a new resource. */
  stored?: StoredSecret | undefined;
  /** What was typed; null keeps the stored secret. */
  value: string | null;
  onChange: (value: string | null) => void;
  onBlur?: () => void;
  error?: ReactNode;
}

/** A secret goes in and never comes out: a stored one shows its fingerprint and can only be replaced. */
export function SecretInput(props: SecretInputProps) {
  const { id, label, description, required, stored, value, onChange, error } = props;
  const [isShown, setShown] = useState(false);
  const [isReplacing, setReplacing] = useState(false);
  const labelId = useId();
  if (stored?.set && value === null) {
    return (
      <div>
        <div className={classes.label} id={labelId}>
          {label}
        </div>
        <div className={classes.stored} data-error={error ? true : undefined}>
          <span>
            {text('secret.stored', {
              fingerprint: stored.fingerprint ?? '–',
              day: stored.updatedAt ? dayOf(stored.updatedAt) : '–',
            })}
          </span>
          <Button
            id={id}
            size="xs"
            variant="subtle"
            aria-describedby={labelId}
            onClick={() => {
              setReplacing(true);
              onChange('');
            }}
          >
            {text('secret.replace')}
          </Button>
        </div>
        {error && <p className={classes.error}>{error}</p>}
      </div>
    );
  }
  const control = {
    id,
    label,
    description,
    required: required ?? false,
    placeholder: props.placeholder,
    autoComplete: 'off',
    spellCheck: false,
    autoFocus: isReplacing,
    value: value ?? '',
    onBlur: props.onBlur,
    error,
  };
  return (
    <div>
      {props.lines ? (
        <Textarea
          {...control}
          className={classes.lines}
          autosize
          minRows={2}
          maxRows={8}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        <PasswordInput
          {...control}
          visible={isShown}
          onVisibilityChange={setShown}
          visibilityToggleButtonProps={{ 'aria-label': text(isShown ? 'secret.hide' : 'secret.show') }}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
      {stored?.set && (
        <Button className={classes.keep} size="xs" variant="subtle" onClick={() => onChange(null)}>
          {text('secret.keep')}
        </Button>
      )}
    </div>
  );
}
