import classes from './bar.module.css';
import { classNames } from './class-names.ts';

interface BarProps {
  /** 0 to 100. */
  percent: number;
  tone?: 'ok' | 'warn' | 'bad' | undefined;
  height?: number;
  /** Marks across the bar, in percent. */
  ticks?: readonly number[];
  /** What the bar says, in words with figures. */
  label: string;
}

/** A plain bar. The figures stand beside it as text; the label is its twin for screen readers. */
export function Bar({ percent, tone, height = 6, ticks = [], label }: BarProps) {
  const width = Math.min(100, Math.max(0, percent));
  return (
    <span className={classes.bar} style={{ height }} role="img" aria-label={label}>
      <span className={classNames(classes.fill, tone && classes[tone])} style={{ width: `${width}%` }} />
      {ticks.map((tick) => (
        <i key={tick} className={classes.tick} style={{ insetInlineStart: `${tick}%` }} />
      ))}
    </span>
  );
}
