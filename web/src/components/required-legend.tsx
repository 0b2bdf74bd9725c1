import { text } from '../texts/text.ts';
import classes from './required-legend.module.css';

/** "* Required", once at the head of a form. */
export function RequiredLegend() {
  return (
    <p className={classes.legend}>
      <span aria-hidden>*</span> {text('form.required')}
    </p>
  );
}
