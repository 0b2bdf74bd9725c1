import { Button } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { type KeyboardEvent, useState } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { text } from '../../texts/text.ts';
import type { ImportValues } from './import-values.ts';
import { ListHead } from './list-head.tsx';
import classes from './mapping-pane.module.css';
import { MappingRowEditor } from './mapping-row-editor.tsx';
import { MappingRowLine } from './mapping-row-line.tsx';
import { type DraftRow, emptyRow, rowErrors } from './mapping-rows.ts';
import { outcomeOf, type Trial } from './trial.ts';

interface MappingListProps {
  form: UseFormReturnType<ImportValues>;
  trial: Trial;
  mayEdit: boolean;
}

/** The rows of a mapping: up and down to go through them, Enter to edit one. */
export function MappingList({ form, trial, mayEdit }: MappingListProps) {
  const { rows } = form.values;
  const [openId, setOpenId] = useState<string>();
  const errors = rowErrors(rows);
  const isChecked = form.errors.rows !== undefined;
  const set = (next: DraftRow[]) => {
    form.setFieldValue('rows', next);
    form.clearFieldError('rows');
  };
  const add = () => {
    const row = emptyRow(crypto.randomUUID());
    set([...rows, row]);
    setOpenId(row.id);
  };
  const close = (id: string) => {
    setOpenId(undefined);
    // The line has to be there before it can take the focus.
    requestAnimationFrame(() => document.getElementById(lineId(id))?.focus());
  };
  return (
    <>
      {rows.length === 0 ? (
        <EmptyState title={text('mapping.empty.title')}>{text('mapping.empty.text')}</EmptyState>
      ) : (
        <>
          <ListHead at={trial.at} />
          <ul className={classes.list}>
            {rows.map((row) => {
              const misfit = trial.result?.misfits.find(({ target }) => target === row.target)?.message;
              const outcome = outcomeOf(trial.result, trial.at, row.target.trim());
              const isOpen = row.id === openId;
              const own = isChecked || isOpen ? undefined : errors.get(row.id);
              const wrong =
                (isChecked ? errors.get(row.id) : own) ??
                misfit ??
                (outcome.kind === 'problem' ? outcome.message : undefined);
              const type =
                row.type ?? trial.result?.mapping.find(({ target }) => target === row.target)?.type ?? undefined;
              const isKey = form.values.key.includes(row.target.trim());
              return isOpen ? (
                <MappingRowEditor
                  key={row.id}
                  row={row}
                  type={type}
                  trial={trial}
                  wrong={wrong}
                  outcome={outcome}
                  onChange={(part) => set(rows.map((each) => (each.id === row.id ? { ...each, ...part } : each)))}
                  onRemove={() => {
                    set(rows.filter(({ id }) => id !== row.id));
                    setOpenId(undefined);
                  }}
                  onClose={() => close(row.id)}
                />
              ) : (
                <MappingRowLine
                  key={row.id}
                  id={lineId(row.id)}
                  row={row}
                  type={type}
                  isKey={isKey}
                  wrong={wrong}
                  outcome={outcome}
                  disabled={!mayEdit}
                  onOpen={() => setOpenId(row.id)}
                  onKeyDown={walk}
                />
              );
            })}
          </ul>
        </>
      )}
      {mayEdit && (
        <div className={classes.more}>
          <span>{text('imports.fields', { n: rows.length })}</span>
          <Button size="xs" variant="subtle" leftSection={<IconPlus size={15} stroke={1.9} />} onClick={add}>
            {text('mapping.add')}
          </Button>
        </div>
      )}
    </>
  );
}

const lineId = (id: string) => `mapping-line-${id}`;

/** Up and Down go from line to line. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const list = event.currentTarget.closest('ul');
  const lines = [...(list?.querySelectorAll<HTMLElement>('[id^="mapping-line-"]') ?? [])];
  const next = lines[lines.indexOf(event.currentTarget) + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
