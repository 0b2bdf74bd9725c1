import { type ReactNode, useId } from 'react';
import classes from './card.module.css';

/** A framed part of a page with a title. `flush` leaves the padding to the content (tables, lists). */
export function Card(props: { title: ReactNode; aside?: ReactNode; children: ReactNode; flush?: boolean }) {
  const titleId = useId();
  return (
    <section className={classes.card} aria-labelledby={titleId}>
      <header>
        <h2 id={titleId}>{props.title}</h2>
        {props.aside && <div className={classes.aside}>{props.aside}</div>}
      </header>
      <div className={props.flush ? undefined : classes.body}>{props.children}</div>
    </section>
  );
}
