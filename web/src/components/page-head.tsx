import type { ReactNode } from 'react';
import classes from './page-head.module.css';

/** Title of a screen, one sentence under it, and what can be done at the right. */
export function PageHead(props: { title: ReactNode; sub?: ReactNode; actions?: ReactNode; lead?: ReactNode }) {
  return (
    <div className={classes.head}>
      {props.lead}
      <div className={classes.title}>
        <h1>{props.title}</h1>
        {props.sub && <div className={classes.sub}>{props.sub}</div>}
      </div>
      {props.actions && <div className={classes.actions}>{props.actions}</div>}
    </div>
  );
}
