import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type DataRecord, storedPreviewQuery } from '../../api/exports.ts';
import {
  connectionTablesQuery,
  type MappingPreview,
  type MappingRow,
  mappingPreviewQuery,
  type TableInfo,
} from '../../api/imports.ts';
import { text } from '../../texts/text.ts';
import type { ImportValues, TargetKind } from './import-values.ts';
import { isComplete, samplePaths, writtenRows } from './mapping-rows.ts';

/** How long typing has to rest before the mapping is tried again. */
const restMs = 300;

/** The mapping tried on sample rows. */
export interface Trial {
  /** Rows of the chosen export; empty before they have come. */
  records: readonly DataRecord[];
  /** Paths into them, for suggestions. */
  paths: readonly string[];
  isReading: boolean;
  /** Why there are no rows. */
  error: Error | null;
  retry: () => void;
  /** What the server made of it. */
  result: MappingPreview | undefined;
  resultError: Error | null;
  /** The table that is written, when it is there already. */
  table: TableInfo | undefined;
  tables: readonly TableInfo[];
  tablesError: Error | null;
  /** The row that results are shown for, from 0. */
  at: number;
  go: (at: number) => void;
  summary: string | null;
}

const none: DataRecord[] = [];

interface TrialOptions {
  kind: TargetKind | undefined;
  sampleExportId: string | undefined;
  /** The person's role allows to try things on the server. */
  mayTry: boolean;
}

export function useTrial(values: ImportValues, { kind, sampleExportId, mayTry }: TrialOptions): Trial {
  const { connectionId, mode, rows } = values;
  const [chosenAt, setAt] = useState(0);
  const sample = useQuery({ ...storedPreviewQuery(sampleExportId ?? ''), enabled: sampleExportId !== undefined });
  const records = sample.data?.records ?? none;
  const tables = useQuery({
    ...connectionTablesQuery(connectionId ?? ''),
    enabled: kind === 'table' && connectionId !== null,
  });
  const table = kind === 'table' ? tables.data?.items.find(({ name }) => name === values.table.trim()) : undefined;
  const mapping = useMemo<MappingRow[] | 'auto'>(
    () => (mode === 'auto' ? 'auto' : writtenRows(rows.filter(isComplete))),
    [mode, rows],
  );
  const [tried] = useDebouncedValue(mapping, restMs);
  const into = table && connectionId ? { connectionId, table: table.name } : undefined;
  const result = useQuery({
    ...mappingPreviewQuery({
      mapping: tried,
      records,
      ...(sampleExportId ? { exportId: sampleExportId } : {}),
      ...(into ? { into } : {}),
    }),
    enabled: mayTry && (tried !== 'auto' || records.length > 0),
    placeholderData: keepPreviousData,
  });
  const paths = useMemo(() => samplePaths(records), [records]);
  const at = Math.min(chosenAt, Math.max(0, records.length - 1));
  return {
    records,
    paths,
    isReading: sample.isLoading,
    error: sample.error,
    retry: () => void sample.refetch(),
    result: result.data,
    resultError: result.error,
    table,
    tables: tables.data?.items ?? [],
    tablesError: tables.error,
    at,
    go: setAt,
    summary: summaryOf(result.data, records.length),
  };
}

function summaryOf(result: MappingPreview | undefined, rows: number): string | null {
  if (!result || rows === 0) return null;
  const failing = new Set(result.problems.map(({ row }) => row)).size;
  return text('mapping.summary', { fields: result.mapping.length, failing, rows, misfits: result.misfits.length });
}

/** How a target stands for one sample row. */
export type Outcome =
  | { kind: 'value'; value: unknown }
  | { kind: 'empty' }
  | { kind: 'problem'; message: string }
  | { kind: 'unknown' };

/** The result of one target for the row shown. */
export function outcomeOf(result: MappingPreview | undefined, at: number, target: string): Outcome {
  const row = result?.rows[at];
  const problem = result?.problems.find((each) => each.row === at && each.target === target);
  if (problem) return { kind: 'problem', message: problem.message };
  if (!row || !(target in row)) return { kind: 'unknown' };
  const value = row[target];
  return value === null || value === '' ? { kind: 'empty' } : { kind: 'value', value };
}
