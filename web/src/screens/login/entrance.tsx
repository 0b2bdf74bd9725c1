import type { ReactNode } from 'react';
import { Logo } from '../../components/logo.tsx';
import { CounterflowLines } from './counterflow-lines.tsx';
import classes from './entrance.module.css';

/** The page of someone who is not signed in: a form at the left, quiet lines at the right. */
export function Entrance({ children, foot }: { children: ReactNode; foot?: ReactNode }) {
  return (
    <div className={classes.entrance}>
      <div className={classes.side}>
        <div className={classes.brand}>
          <Logo size={28} />
          counterflow
        </div>
        <main className={classes.content}>{children}</main>
        <p className={classes.foot}>{foot}</p>
      </div>
      <div className={classes.art} aria-hidden>
        <CounterflowLines />
      </div>
    </div>
  );
}
