import { VisuallyHidden } from '@mantine/core';
import IconCircleCheckFilled from '@tabler/icons-react/dist/esm/icons/IconCircleCheckFilled.mjs';
import IconCircleX from '@tabler/icons-react/dist/esm/icons/IconCircleX.mjs';
import type { PingAnswer } from '../api/connections.ts';
import { text } from '../texts/text.ts';
import classes from './check-list.module.css';
import { StatusWord } from './status-word.tsx';

/** What Test connection tried, step by step, each with its time and what it found. */
export function CheckList({ checks }: Pick<PingAnswer, 'checks'>) {
  return (
    <ul className={classes.checks}>
      {checks.map(({ name, ok, ms, message }) => (
        <li key={name}>
          <StatusWord
            tone={ok ? 'ok' : 'bad'}
            icon={ok ? <IconCircleCheckFilled size={15} /> : <IconCircleX size={15} stroke={2} />}
          >
            {name}
            <VisuallyHidden>{text(ok ? 'check.passed' : 'check.failed')}</VisuallyHidden>
          </StatusWord>
          <span className={classes.message}>{message}</span>
          <span className={classes.ms}>{ms > 0 && text('check.ms', { ms })}</span>
        </li>
      ))}
    </ul>
  );
}
