import { Box, Table } from '@mantine/core';
import { classNames } from './class-names.ts';
import classes from './record-table.module.css';
import { shownValue } from './shown-value.ts';

type DataRecord = Record<string, unknown>;

/** Records as rows in a box that scrolls, also by keyboard; every top-level field a column in the order in which it is met. */
export function RecordTable({ label, records }: { label: string; records: readonly DataRecord[] }) {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return (
    <Box component="section" className={classes.frame} aria-label={label} tabIndex={0}>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column} scope="col">
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {records.map((record, at) => (
            <Table.Tr key={String(record[columns[0] ?? ''] ?? at)}>
              {columns.map((column) => (
                <ValueCell key={column} value={record[column]} />
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}

function ValueCell({ value }: { value: unknown }) {
  const { text, kind } = shownValue(value);
  return (
    <Table.Td className={classNames(classes.value, kind !== 'text' && classes[kind])} title={text}>
      {text}
    </Table.Td>
  );
}
