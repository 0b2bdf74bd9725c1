import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import classes from './status-word.module.css';

/** Who acts: `ok` nobody, `warn` counterflow is on it, `bad` a person, `off` nothing is to be done, `busy` work goes on. */
export type Tone = 'ok' | 'warn' | 'bad' | 'off' | 'busy';

/** A status: always an icon and a word together, so that it can be read without colours. */
export function StatusWord(props: {
  tone: Tone;
  icon: ReactNode;
  children: ReactNode;
  pill?: boolean;
  spin?: boolean;
}) {
  return (
    <span
      className={classNames(
        classes.status,
        classes[props.tone],
        props.pill && classes.pill,
        props.spin && classes.spin,
      )}
    >
      {props.icon}
      <span>{props.children}</span>
    </span>
  );
}
