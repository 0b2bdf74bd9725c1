import { Button } from '@mantine/core';
import { Notice } from '../components/notice.tsx';
import { text } from '../texts/text.ts';

interface ConflictNoticeProps {
  /** The server's sentence: who changed it and when. */
  error: Error;
  /** Names of the fields that differ between what is stored now and what is in the form. */
  differing: readonly string[];
  onLoadTheirs: () => void;
  onKeepMine: () => void;
}

/** Somebody else has stored the same thing meanwhile. What was typed stays until the person chooses. */
export function ConflictNotice({ error, differing, onLoadTheirs, onKeepMine }: ConflictNoticeProps) {
  return (
    <Notice
      tone="warn"
      role="alert"
      title={error.message}
      actions={
        <>
          <Button size="xs" variant="default" onClick={onKeepMine}>
            {text('form.conflict.keepMine')}
          </Button>
          <Button size="xs" variant="default" onClick={onLoadTheirs}>
            {text('form.conflict.loadTheirs')}
          </Button>
        </>
      }
    >
      {differing.length > 0
        ? text('form.conflict.differs', { fields: differing.join(', ') })
        : text('form.conflict.same')}
    </Notice>
  );
}
