import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import classes from './tag.module.css';

/** A kind of thing (Read, Read & write, Sandbox). States are never tags. */
export function Tag({
  children,
  tone,
}: {
  children: ReactNode;
  tone?: 'line' | 'accent' | 'warn' | 'bad' | 'ok' | undefined;
}) {
  return <span className={classNames(classes.tag, tone && classes[tone])}>{children}</span>;
}
