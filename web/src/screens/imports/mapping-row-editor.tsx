import { Autocomplete, Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { valueTypes } from '../../../../src/transfers/import-schema.ts';
import type { ValueType } from '../../api/imports.ts';
import { classNames } from '../../components/class-names.ts';
import { shownValue } from '../../components/shown-value.ts';
import { FooterSpace } from '../../components/side-panel.tsx';
import { text } from '../../texts/text.ts';
import classes from './mapping-pane.module.css';
import type { DraftRow } from './mapping-rows.ts';
import { ResultCell } from './result-cell.tsx';
import { suggestions } from './suggestions.ts';
import type { Outcome, Trial } from './trial.ts';

interface MappingRowEditorProps {
  row: DraftRow;
  type: ValueType | undefined;
  trial: Trial;
  wrong: string | undefined;
  outcome: Outcome;
  onChange: (part: Partial<DraftRow>) => void;
  onRemove: () => void;
  onClose: () => void;
}

/** One row of the mapping while it is edited. Enter or Esc closes it; what was typed stays. */
export function MappingRowEditor({
  row,
  type,
  trial,
  wrong,
  outcome,
  onChange,
  onRemove,
  onClose,
}: MappingRowEditorProps) {
  const columns = trial.table?.columns.map(({ name }) => name) ?? [];
  const record = trial.records[trial.at];
  const chips = record && row.kind === 'path' ? suggestions(record, trial.paths, row) : [];
  return (
    <li
      className={classNames(classes.row, classes.open)}
      onKeyDown={(event) => {
        const isOwn = event.target instanceof HTMLInputElement && !event.defaultPrevented;
        if (event.key === 'Escape' || (event.key === 'Enter' && isOwn)) {
          event.preventDefault();
          event.stopPropagation();
          onClose();
        }
      }}
    >
      <Autocomplete
        aria-label={text('mapping.column.target')}
        placeholder={text('mapping.target.placeholder')}
        autoFocus={row.target === ''}
        maxLength={63}
        data={columns}
        openOnFocus={false}
        value={row.target}
        onChange={(target) => onChange({ target })}
      />
      <div className={classes.rule}>
        {row.kind === 'path' ? (
          <Autocomplete
            aria-label={text('mapping.kind.path')}
            placeholder={text('mapping.source.placeholder')}
            autoFocus={row.target !== ''}
            limit={60}
            openOnFocus={false}
            data={[...trial.paths]}
            value={row.source}
            onChange={(source) => onChange({ source })}
          />
        ) : (
          <TextInput
            aria-label={text('mapping.kind.value')}
            autoFocus={row.target !== ''}
            value={row.value}
            onChange={(event) => onChange({ value: event.currentTarget.value })}
          />
        )}
      </div>
      <ResultCell outcome={outcome} />
      {chips.length > 0 && (
        <div className={classes.chips}>
          <span>{text('mapping.inRow', { n: trial.at + 1 })}</span>
          {chips.map(({ path, value }) => (
            <button key={path} type="button" onClick={() => onChange({ source: path })}>
              <code>
                {path} = {shownValue(value).text}
              </code>
            </button>
          ))}
        </div>
      )}
      <div className={classes.options}>
        <SegmentedControl
          aria-label={text('mapping.kind')}
          data={[
            { value: 'path', label: text('mapping.kind.path') },
            { value: 'value', label: text('mapping.kind.value') },
          ]}
          value={row.kind}
          onChange={(kind) => onChange({ kind: kind as DraftRow['kind'] })}
        />
        <Select
          size="xs"
          w={150}
          aria-label={text('mapping.type')}
          placeholder={type ? text('mapping.type.like', { type }) : text('mapping.type')}
          clearable
          data={[...valueTypes]}
          value={row.type}
          onChange={(next) => onChange({ type: next as ValueType | null })}
        />
        <TextInput
          size="xs"
          w={150}
          aria-label={text('mapping.default')}
          placeholder={text('mapping.default')}
          value={row.default}
          onChange={(event) => onChange({ default: event.currentTarget.value })}
        />
        <FooterSpace />
        <Button size="xs" variant="subtle" color="gray" onClick={onRemove}>
          {text('mapping.remove')}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {text('mapping.done')}
        </Button>
      </div>
      {wrong && <p className={classes.wrong}>{wrong}</p>}
    </li>
  );
}
