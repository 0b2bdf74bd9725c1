import { useBlocker } from '@tanstack/react-router';
import { useRef } from 'react';
import { Confirm } from '../components/confirm.tsx';
import { text } from '../texts/text.ts';

/**
 * Asks before a form with changes is left, whichever way: close, Back, another screen, the browser's own reload. Call
 * `release` once the form is stored, then leave.
 */
export function useDiscardGuard(isDirty: boolean) {
  const released = useRef(false);
  const blocker = useBlocker({
    shouldBlockFn: () => isDirty && !released.current,
    enableBeforeUnload: () => isDirty && !released.current,
    withResolver: true,
  });
  return {
    release: () => {
      released.current = true;
    },
    dialog: blocker.status === 'blocked' && (
      <Confirm
        title={text('form.discard.title')}
        action={text('form.discard.action')}
        danger
        onConfirm={blocker.proceed}
        onCancel={blocker.reset}
      />
    ),
  };
}
