import IconAlertCircle from '@tabler/icons-react/dist/esm/icons/IconAlertCircle.mjs';
import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs';
import { classNames } from '../../components/class-names.ts';
import { shownValue } from '../../components/shown-value.ts';
import { text } from '../../texts/text.ts';
import classes from './mapping-pane.module.css';
import type { Outcome } from './trial.ts';

/** What a row gives for the sample: the value, amber where there is none, red where it fails. */
export function ResultCell({ outcome }: { outcome: Outcome }) {
  if (outcome.kind === 'problem') {
    return (
      <span className={classNames(classes.result, classes.bad)}>
        <IconAlertCircle size={14} stroke={2} aria-hidden />
        {text('mapping.fails')}
      </span>
    );
  }
  if (outcome.kind === 'empty') {
    return (
      <span className={classNames(classes.result, classes.warn)}>
        <IconAlertTriangle size={14} stroke={2} aria-hidden />
        {text('value.empty')}
      </span>
    );
  }
  const shown = outcome.kind === 'value' ? shownValue(outcome.value).text : '';
  return (
    <span className={classes.result} title={shown}>
      <code>{shown}</code>
    </span>
  );
}
