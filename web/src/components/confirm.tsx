import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from '../texts/text.ts';
import classes from './confirm.module.css';

interface ConfirmProps {
  title: string;
  children?: ReactNode;
  /** Says what will be done: "Delete Main Street shop", never "OK". Left out where there is only something to know. */
  action?: string;
  /** Says what happens instead; "Cancel" where nothing better fits. */
  keep?: string;
  /** A second way to go on, between the two. */
  other?: ReactNode;
  danger?: boolean;
  busy?: boolean;
  /** False while something is to be done in the dialog first. */
  isReady?: boolean;
  onConfirm?: () => void;
  onCancel: () => void;
}

/** The one kind of dialog there is: asks before something that can't be taken back. */
export function Confirm(props: ConfirmProps) {
  return (
    <Modal
      opened
      onClose={props.onCancel}
      title={props.title}
      centered
      size={440}
      zIndex={300}
      closeButtonProps={{ 'aria-label': text('common.close') }}
      classNames={{ title: classes.title ?? '' }}
    >
      {props.children && <div className={classes.text}>{props.children}</div>}
      <div className={classes.actions}>
        {props.action && (
          <Button
            color={props.danger ? 'red' : 'cobalt'}
            loading={props.busy ?? false}
            disabled={props.isReady === false}
            onClick={props.onConfirm}
            data-autofocus={props.isReady === undefined || undefined}
          >
            {props.action}
          </Button>
        )}
        {props.other}
        <Button
          variant={props.action ? 'subtle' : 'default'}
          color="gray"
          onClick={props.onCancel}
          data-autofocus={!props.action || undefined}
        >
          {props.keep ?? text(props.action ? 'common.cancel' : 'common.close')}
        </Button>
      </div>
    </Modal>
  );
}
