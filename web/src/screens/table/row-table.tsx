import IconArrowDown from '@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs';
import IconArrowUp from '@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs';
import { Link } from '@tanstack/react-router';
import { memo, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { DataRecord, TableInfo } from '../../api/tables.ts';
import { classNames } from '../../components/class-names.ts';
import { text } from '../../texts/text.ts';
import { cellValue, isNumeric } from './cell-value.ts';
import classes from './row-table.module.css';
import { columnWidth, isNearEnd, ROW_PX, rowWindow } from './row-window.ts';

interface RowTableProps {
  table: TableInfo;
  rows: readonly DataRecord[];
  sort: string | undefined;
  isMore: boolean;
  failure: ReactNode;
  onNearEnd: () => void;
  onOpen: (at: number) => void;
}

const SAMPLE = 100;
/** Of a column that came while the table was open. */
const FALLBACK_PX = 140;

/** Rows as a table that scrolls in itself: head and first column stay, only rows in sight are drawn. */
export function RowTable({ table, rows, sort, isMore, failure, onNearEnd, onOpen }: RowTableProps) {
  const frame = useRef<HTMLElement>(null);
  const [view, setView] = useState({ top: 0, height: 900 });
  const shown = rowWindow(view.top, view.height, rows.length);
  const placed = rows.slice(shown.from, shown.to).map((row, i) => ({ row, at: shown.from + i }));
  // From the first rows, and kept while more are loaded: nothing jumps.
  const [widths] = useState(() => widthsOf(table, rows.slice(0, SAMPLE)));
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setView((old) => (old.height === element.clientHeight ? old : { ...old, height: element.clientHeight })),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const nearsEnd = isMore && isNearEnd(shown, rows.length);
  useEffect(() => {
    if (nearsEnd) onNearEnd();
  });
  return (
    <section
      ref={frame}
      className={classes.frame}
      aria-label={text('table.rows', { name: table.name })}
      onScroll={({ currentTarget }) => {
        const top = currentTarget.scrollTop;
        setView((old) => {
          const next = { top, height: currentTarget.clientHeight };
          const before = rowWindow(old.top, old.height, rows.length);
          const after = rowWindow(next.top, next.height, rows.length);
          return before.from === after.from && before.to === after.to ? old : next;
        });
      }}
    >
      <table
        aria-rowcount={table.rows + 1}
        style={{ width: table.columns.reduce((sum, { name }) => sum + (widths.get(name) ?? FALLBACK_PX), 0) }}
      >
        <colgroup>
          {table.columns.map(({ name }) => (
            <col key={name} style={{ width: widths.get(name) ?? FALLBACK_PX }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {table.columns.map((column) => (
              <Head key={column.name} column={column} sort={sort} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Space rows={shown.from} />
          {placed.map(({ row, at }) => (
            <Row key={at} columns={table.columns} row={row} at={at} onOpen={onOpen} />
          ))}
          <Space rows={rows.length - shown.to} />
        </tbody>
      </table>
      {failure ? (
        <div className={classes.foot}>{failure}</div>
      ) : (
        isMore && (
          <p className={classes.foot}>
            {text('table.loading')}. {text('table.shown', { loaded: rows.length, rows: table.rows })}.
          </p>
        )
      )}
    </section>
  );
}

function widthsOf({ columns }: TableInfo, rows: readonly DataRecord[]): Map<string, number> {
  return new Map(
    columns.map(({ name, type }) => [
      name,
      columnWidth(
        name,
        rows.map((row) => cellValue(row[name], type).text),
      ),
    ]),
  );
}

/** Stands for rows that are not drawn. */
function Space({ rows }: { rows: number }) {
  return rows > 0 ? <tr aria-hidden style={{ height: rows * ROW_PX }} /> : null;
}

function Head({ column: { name, type }, sort }: { column: TableInfo['columns'][number]; sort: string | undefined }) {
  const isUp = sort === name;
  const isDown = sort === `-${name}`;
  const Arrow = isDown ? IconArrowDown : IconArrowUp;
  return (
    <th
      scope="col"
      className={isNumeric(type) ? classes.number : undefined}
      aria-sort={isUp ? 'ascending' : isDown ? 'descending' : 'none'}
    >
      <Link
        to="."
        search={isDown ? {} : { sort: isUp ? `-${name}` : name }}
        replace
        aria-label={text('table.sort', { column: name })}
        title={`${name}: ${type}`}
      >
        <span>{name}</span>
        {(isUp || isDown) && <Arrow size={13} stroke={2.2} aria-hidden />}
      </Link>
    </th>
  );
}

interface RowProps {
  columns: TableInfo['columns'];
  row: DataRecord;
  at: number;
  onOpen: (at: number) => void;
}

const Row = memo(function Row({ columns, row, at, onOpen }: RowProps) {
  return (
    <tr aria-rowindex={at + 2}>
      {columns.map(({ name, type }, i) => {
        const value = cellValue(row[name], type);
        const shown = <Shown {...value} />;
        return (
          <td key={name} className={classNames(isNumeric(type) && classes.number, classes[value.kind])}>
            {i === 0 ? (
              <button type="button" title={text('table.openRow', { n: at + 1 })} onClick={() => onOpen(at)}>
                {shown}
              </button>
            ) : (
              shown
            )}
          </td>
        );
      })}
    </tr>
  );
});

function Shown({ kind, text: shown }: ReturnType<typeof cellValue>) {
  if (kind === 'null') return text('table.null');
  if (kind === 'empty') return text('table.emptyText');
  return shown.length > 200 ? `${shown.slice(0, 200)}…` : shown;
}
