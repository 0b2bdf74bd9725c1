import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../texts/text.ts';
import classes from './mapping-pane.module.css';
import { type DraftRow, emptyRow, guesses } from './mapping-rows.ts';
import type { Trial } from './trial.ts';

interface AutoMapProps {
  trial: Trial;
  rows: readonly DraftRow[];
  onAdd: (rows: DraftRow[]) => void;
  onClose: () => void;
}

/** Guesses with a tick box each: nothing is taken over unseen. */
export function AutoMap({ trial, rows, onAdd, onClose }: AutoMapProps) {
  const columns = trial.table?.columns.map(({ name }) => name);
  const found = guesses(trial.paths, rows, columns);
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const taken = found.filter(({ target }) => !off.has(target));
  const toggle = (target: string) => {
    const next = new Set(off);
    if (!next.delete(target)) next.add(target);
    setOff(next);
  };
  const add = () => onAdd(taken.map(({ target, source }) => ({ ...emptyRow(crypto.randomUUID()), target, source })));
  return (
    <fieldset className={classes.guesses}>
      <legend>{text('mapping.guesses', { n: found.length })}</legend>
      {found.length === 0 && (
        <p>{text(trial.records.length === 0 ? 'mapping.guesses.noSample' : 'mapping.guesses.none')}</p>
      )}
      <div className={classes.guessList}>
        {found.map(({ target, source }) => (
          <Checkbox
            key={target}
            checked={!off.has(target)}
            onChange={() => toggle(target)}
            label={
              <>
                <b>{target}</b> <code>{source}</code>
              </>
            }
          />
        ))}
      </div>
      <div className={classes.guessActions}>
        <Button size="xs" disabled={taken.length === 0} onClick={add}>
          {text('mapping.guesses.add', { n: taken.length })}
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={onClose}>
          {text('common.cancel')}
        </Button>
      </div>
    </fieldset>
  );
}
