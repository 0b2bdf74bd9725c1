import { Table, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import classes from './data-table.module.css';

/** A framed table that scrolls inside itself. `label` names it for screen readers. */
export function DataTable({ label, head, children }: { label: string; head: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.frame}>
      <Table highlightOnHover aria-label={label}>
        <Table.Thead>
          <Table.Tr>{head}</Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </div>
  );
}

interface CellProps {
  children?: ReactNode;
  /** Right-aligned with tabular figures. */
  number?: boolean;
  /** Left out on a phone. */
  wide?: boolean;
  /** Quieter than the rest. */
  second?: boolean;
}

const cellClass = ({ number, wide, second }: CellProps) =>
  classNames(number && classes.number, wide && classes.wide, second && classes.second);

export function HeadCell(props: CellProps) {
  return (
    <Table.Th scope="col" className={cellClass(props)}>
      {props.children}
    </Table.Th>
  );
}

/** The head of a column that needs no title for the eye, such as the one of the row menus. */
export function HiddenHeadCell({ children }: { children: ReactNode }) {
  return (
    <Table.Th scope="col">
      <VisuallyHidden>{children}</VisuallyHidden>
    </Table.Th>
  );
}

export function Cell(props: CellProps) {
  return <Table.Td className={cellClass(props)}>{props.children}</Table.Td>;
}

/** The first cell of a row: tile and bold link. */
export function NameCell({ tile, children }: { tile?: ReactNode; children: ReactNode }) {
  return (
    <Table.Td>
      <span className={classes.name}>
        {tile}
        <span className={classes.words}>{children}</span>
      </span>
    </Table.Td>
  );
}

/** The last cell of a row: its menu. */
export function MenuCell({ children }: { children: ReactNode }) {
  return <Table.Td className={classes.menu}>{children}</Table.Td>;
}
