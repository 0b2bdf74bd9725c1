import { text } from '../texts/text.ts';
import classes from './page-strip.module.css';
import { stripParts } from './page-strip-parts.ts';

interface PageStripProps {
  done: number;
  total: number | null;
  isLive: boolean;
  withErrors: readonly number[];
}

/** Pages of a step from the first to the last: done, in hand, with errors, to come. Said in words to screen readers. */
export function PageStrip(props: PageStripProps) {
  const { done, total, withErrors } = props;
  const named = withErrors.slice(0, 10).join(', ');
  const label = [
    total === null ? text('strip.done', { done }) : text('strip.doneOf', { done, total }),
    ...(withErrors.length > 0 ? [text('strip.errors', { n: withErrors.length, pages: named })] : []),
  ].join(' ');
  return (
    <span className={classes.strip} role="img" aria-label={label}>
      {stripParts(props).map(({ kind, from }) => (
        <i key={from} className={classes[kind]} />
      ))}
    </span>
  );
}

/** What the colours of a strip mean. */
export function StripLegend() {
  return (
    <span className={classes.legend}>
      {(['done', 'hand', 'errors', 'ahead'] as const).map((kind) => (
        <span key={kind}>
          <i className={classes[kind]} />
          {text(`strip.${kind}Word`)}
        </span>
      ))}
    </span>
  );
}
