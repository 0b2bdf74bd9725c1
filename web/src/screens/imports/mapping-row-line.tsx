import IconBraces from '@tabler/icons-react/dist/esm/icons/IconBraces.mjs';
import IconQuote from '@tabler/icons-react/dist/esm/icons/IconQuote.mjs';
import type { KeyboardEvent } from 'react';
import type { ValueType } from '../../api/imports.ts';
import { text } from '../../texts/text.ts';
import classes from './mapping-pane.module.css';
import type { DraftRow } from './mapping-rows.ts';
import { ResultCell } from './result-cell.tsx';
import type { Outcome } from './trial.ts';

interface MappingRowLineProps {
  id: string;
  row: DraftRow;
  /** The type that is written: the chosen one, or the source's. */
  type: ValueType | undefined;
  isKey: boolean;
  wrong: string | undefined;
  outcome: Outcome;
  disabled: boolean;
  onOpen: () => void;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

/** One row of the mapping at rest; pressing it opens its editor. */
export function MappingRowLine({
  id,
  row,
  type,
  isKey,
  wrong,
  outcome,
  disabled,
  onOpen,
  onKeyDown,
}: MappingRowLineProps) {
  return (
    <li>
      <button id={id} type="button" className={classes.row} disabled={disabled} onClick={onOpen} onKeyDown={onKeyDown}>
        <span className={classes.target}>
          <b>
            {row.target || text('mapping.noTarget')}
            {isKey && (
              <i title={text('imports.field.key')} aria-label={text('imports.field.key')} role="img">
                *
              </i>
            )}
          </b>
          <span>{type ?? ''}</span>
        </span>
        <span className={classes.source}>
          {row.kind === 'path' ? (
            <IconBraces size={14} stroke={1.75} aria-label={text('mapping.kind.path')} />
          ) : (
            <IconQuote size={14} stroke={1.75} aria-label={text('mapping.kind.value')} />
          )}
          <code>{row.kind === 'path' ? row.source : row.value || text('value.empty')}</code>
          {row.default !== '' && <span className={classes.or}>{text('mapping.or', { value: row.default })}</span>}
        </span>
        <ResultCell outcome={outcome} />
        {wrong && <span className={classes.wrong}>{wrong}</span>}
      </button>
    </li>
  );
}
