import type { ReactNode } from 'react';
import type { UsedBy } from '../api/connections.ts';
import { text } from '../texts/text.ts';
import { Confirm } from './confirm.tsx';
import classes from './confirm-delete.module.css';
import { ProblemNotice } from './problem-notice.tsx';
import { UsedByList } from './used-by-list.tsx';

interface ConfirmDeleteProps {
  name: string;
  title: string;
  /** What goes with it, and what stays. */
  children: ReactNode;
  action: string;
  /** What uses it: then nothing can be deleted, and the list says where to look. */
  users: readonly UsedBy[];
  busy: boolean;
  error: Error | null;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before something is deleted, or says what stands in the way. */
export function ConfirmDelete(props: ConfirmDeleteProps) {
  if (props.users.length > 0) {
    return (
      <Confirm title={text('delete.inUse.title', { name: props.name })} onCancel={props.onCancel}>
        {text('delete.inUse.text')}
        <div className={classes.users}>
          <UsedByList users={props.users} />
        </div>
      </Confirm>
    );
  }
  return (
    <Confirm
      title={props.title}
      action={props.action}
      danger
      busy={props.busy}
      onConfirm={props.onConfirm}
      onCancel={props.onCancel}
    >
      {props.children}
      {props.error && (
        <div className={classes.problem}>
          <ProblemNotice title={text('delete.failed', { name: props.name })} error={props.error} />
        </div>
      )}
    </Confirm>
  );
}
