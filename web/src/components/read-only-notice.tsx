import { text } from '../texts/text.ts';
import { useMayEdit } from './may-edit.ts';
import { Notice } from './notice.tsx';

/** At the head of a form whose buttons are switched off because of the person's role: why, and who can help. */
export function ReadOnlyNotice() {
  if (useMayEdit()) return null;
  return <Notice title={text('permission.monitor.title')}>{text('permission.monitor.text')}</Notice>;
}
