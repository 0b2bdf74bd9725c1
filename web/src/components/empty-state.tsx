import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

/** Nothing here yet: one sentence, one button, at most one quiet link. */
export function EmptyState(props: { title: ReactNode; children?: ReactNode; action?: ReactNode; link?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <h2>{props.title}</h2>
      {props.children && <p>{props.children}</p>}
      {(props.action || props.link) && (
        <div className={classes.action}>
          {props.action}
          {props.link}
        </div>
      )}
    </div>
  );
}
