import type { ReactNode } from 'react';
import classes from './form-stack.module.css';

/** Fields under each other, evenly spaced. */
export function FormStack({ children }: { children: ReactNode }) {
  return <div className={classes.stack}>{children}</div>;
}
