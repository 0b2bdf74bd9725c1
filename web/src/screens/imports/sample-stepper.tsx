import { ActionIcon } from '@mantine/core';
import IconChevronLeft from '@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs';
import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs';
import { TextButton } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import classes from './mapping-pane.module.css';
import type { Trial } from './trial.ts';

/** Goes through the sample rows. */
export function SampleStepper({ trial }: { trial: Trial }) {
  const { records, at, go } = trial;
  const n = records.length;
  if (n === 0) return null;
  return (
    <span className={classes.stepper}>
      <ActionIcon size={28} aria-label={text('mapping.previousRow')} disabled={at === 0} onClick={() => go(at - 1)}>
        <IconChevronLeft size={16} stroke={1.75} />
      </ActionIcon>
      <span role="status">{text('mapping.row', { at: at + 1, n })}</span>
      <ActionIcon size={28} aria-label={text('mapping.nextRow')} disabled={at === n - 1} onClick={() => go(at + 1)}>
        <IconChevronRight size={16} stroke={1.75} />
      </ActionIcon>
    </span>
  );
}

/** Leads to the next sample row that fails; nothing where none does. */
export function ShowFailing({ trial: { result, at, go } }: { trial: Trial }) {
  const failing = [...new Set(result?.problems.map(({ row }) => row))].toSorted((a, b) => a - b);
  const next = failing.find((row) => row > at) ?? failing[0];
  if (next === undefined) return null;
  return <TextButton onClick={() => go(next)}>{text('mapping.showFailing')}</TextButton>;
}
