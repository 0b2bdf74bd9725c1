import { text } from '../texts/text.ts';
import classes from './required-legend.module.css';
import { OuterLink } from './text-link.tsx';

interface RequiredLegendProps {
  /** Name of a guide under /help that leads through the form. */
  guide?: 'set-up-a-connection-to-lightspeed' | 'http-view';
}

/** "* Required", once at the head of a form, and the way to its guide. */
export function RequiredLegend({ guide }: RequiredLegendProps) {
  return (
    <p className={classes.legend}>
      <span>
        <span className={classes.star} aria-hidden>
          *
        </span>{' '}
        {text('form.required')}
      </span>
      {guide && <OuterLink href={`/help/${guide}`}>{text('form.howTo')}</OuterLink>}
    </p>
  );
}
