import { useBlocker } from '@tanstack/react-router';
import { type ReactNode, useRef } from 'react';
import { text } from '../texts/text.ts';
import { Confirm } from './confirm.tsx';

export interface LeaveGuard {
  /** The question, while it is asked; part of what the form renders. */
  question: ReactNode;
  /** True while the question lies over the form. */
  asking: boolean;
  /** Call before a navigation that loses nothing, e.g. after saving. */
  leaveFreely: () => void;
}

/**
 * Asks before anything that was typed is lost: by Cancel, Esc, the close button, the browser's Back, a link or a reload.
 * `keeps` says where the form stays open: a `page` when panels open over it, else `nowhere`. A session that has ended does
 * not ask: `onSignedOut` may keep what was typed until the person is back.
 */
export function useLeaveGuard(
  isDirty: boolean,
  keeps: 'page' | 'nowhere',
  onSignedOut: () => void = () => {},
): LeaveGuard {
  const free = useRef(false);
  const blocker = useBlocker({
    withResolver: true,
    enableBeforeUnload: () => isDirty && !free.current,
    shouldBlockFn: ({ current, next }) => {
      if (!isDirty || free.current) return false;
      if (next.pathname === '/login') {
        onSignedOut();
        return false;
      }
      return keeps === 'nowhere' || next.pathname !== current.pathname;
    },
  });
  const asking = blocker.status === 'blocked';
  return {
    asking,
    leaveFreely: () => {
      free.current = true;
    },
    question: asking && (
      <Confirm
        title={text('form.discard.title')}
        action={text('form.discard.action')}
        keep={text('form.discard.keep')}
        danger
        onConfirm={() => blocker.proceed()}
        onCancel={() => blocker.reset()}
      />
    ),
  };
}
