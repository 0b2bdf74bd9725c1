import { ActionIcon } from '@mantine/core';
import IconChevronDown from '@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs';
import IconChevronUp from '@tabler/icons-react/dist/esm/icons/IconChevronUp.mjs';
import type { DataRecord, TableInfo } from '../../api/tables.ts';
import { CopyIcon } from '../../components/copy-button.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { Tag } from '../../components/tag.tsx';
import { text } from '../../texts/text.ts';
import { fullValue } from './cell-value.ts';
import classes from './row-panel.module.css';

interface RowPanelProps {
  table: TableInfo;
  row: DataRecord;
  /** Place of the row in the list, from 0. */
  at: number;
  onMove: ((step: 1 | -1) => void) | undefined;
  onClose: () => void;
}

/** One row in full: long texts and JSON on lines of their own. */
export function RowPanel({ table, row, at, onMove, onClose }: RowPanelProps) {
  return (
    <SidePanel
      title={text('table.row', { n: at + 1 })}
      subtitle={table.name}
      size={640}
      onClose={onClose}
      aside={
        onMove && (
          <>
            <ActionIcon aria-label={text('table.previous')} disabled={at === 0} onClick={() => onMove(-1)}>
              <IconChevronUp size={18} stroke={1.75} />
            </ActionIcon>
            <ActionIcon aria-label={text('table.next')} onClick={() => onMove(1)}>
              <IconChevronDown size={18} stroke={1.75} />
            </ActionIcon>
          </>
        )
      }
    >
      <dl className={classes.fields}>
        {table.columns.map(({ name, type, key }) => (
          <Field key={name} name={name} type={type} isKey={key} value={row[name]} />
        ))}
      </dl>
    </SidePanel>
  );
}

function Field({ name, type, isKey, value }: { name: string; type: string; isKey: boolean; value: unknown }) {
  const shown = fullValue(value, type);
  const isNothing = shown.kind === 'null' || shown.kind === 'empty';
  return (
    <div>
      <dt>
        {name}
        <Tag>{type}</Tag>
        {isKey && <Tag tone="accent">{text('tables.column.key')}</Tag>}
      </dt>
      <dd className={classes[shown.kind]}>
        {isNothing ? text(shown.kind === 'null' ? 'table.null' : 'table.emptyText') : shown.text}
      </dd>
      {!isNothing && (
        <CopyIcon value={shown.kind === 'json' ? shown.text : String(value)} label={`${text('common.copy')} ${name}`} />
      )}
    </div>
  );
}
