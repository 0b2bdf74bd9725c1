import { text } from '../../texts/text.ts';
import classes from './mapping-pane.module.css';

/** Names of the three columns. The rows say what they are themselves, so this is for the eye. */
export function ListHead({ at }: { at: number }) {
  return (
    <div className={classes.head} aria-hidden>
      <span>{text('mapping.column.target')}</span>
      <span>{text('mapping.column.source')}</span>
      <span>{text('mapping.column.result', { n: at + 1 })}</span>
    </div>
  );
}
