import { CounterflowError } from '../counterflow-error.ts';
import type { Access } from './access.ts';
import type { Destination, Outcome, Position, Refusal } from './destinations/destination.ts';
import { abandonFile, type FilePosition, openFileDestination } from './destinations/file.ts';
import { openPostgresDestination } from './destinations/postgres.ts';
import type { DataRecord } from './export-schema.ts';
import type { Import, MappingRow } from './import-schema.ts';
import { autoMapping, lostSources, type RecordShape, typeRows, unseenFields } from './mapping/auto.ts';
import { type CompiledMapping, compileMapping, type TypedRow } from './mapping/compile.ts';

/** An import as a run holds it. */
export type ImportPlan = Pick<Import, 'connectionId' | 'operation' | 'target' | 'mapping'>;

/** Maps records and writes them: what an import step does with a page. */
export interface ImportWriter {
  /** One outcome a record, in order; durable when it returns. `onMapped` is called once all are mapped, before the first is written. */
  write(records: DataRecord[], onMapped?: () => void): Promise<Outcome[]>;
  position(): Position;
  finish(): Promise<void>;
  close(): Promise<void>;
}

export interface WriterOptions {
  access: Access;
  shape: RecordShape;
  runId: string;
  stepId: string;
  epoch: number;
  resumed: Position | undefined;
  /** All records were committed before: only `finish` is left. */
  finishing: boolean;
}

/** Opens an import for a run; throws before any row is written when mapping and destination don't fit. */
export async function openImportWriter(plan: ImportPlan, options: WriterOptions): Promise<ImportWriter> {
  const { shape } = options;
  const isAuto = plan.mapping === 'auto';
  let rows = plan.mapping === 'auto' ? autoMapping(shape) : typeRows(plan.mapping, shape.fields);
  const destination = await openDestination(plan, rows, options);
  rows = rowsFor(destination, rows);
  let mapping = compileMapping(rows);
  const known = new Set(rows.map((row) => row.target));

  /** Fields that nobody announced get a column from the record on that first shows them. */
  const widen = async (records: DataRecord[]): Promise<Set<string>> => {
    const added = unseenFields(known, records);
    if (added.length === 0) return new Set();
    if (!(await destination.addColumns(added.map((row) => ({ name: row.target, type: row.type }))))) {
      return new Set(added.map((row) => row.target));
    }
    for (const row of added) known.add(row.target);
    rows = [...rows, ...added];
    mapping = compileMapping(rows);
    return new Set();
  };

  let isChecked = isAuto;
  /** The first records show whether the mapping reads what is there; before any of them is written. */
  const checkSources = (records: DataRecord[]) => {
    if (isChecked || records.length === 0) return;
    isChecked = true;
    const [lost] = lostSources(rows, shape, records);
    if (lost) throw sourceUnknown(lost, shape);
  };

  return {
    position: () => destination.position(),
    finish: () => destination.finish(),
    close: () => destination.close(),
    async write(records, onMapped) {
      checkSources(records);
      const late = isAuto ? await widen(records) : new Set<string>();
      return writeMapped(destination, mapping, records, (record) => lateField(record, late), onMapped);
    },
  };
}

function sourceUnknown({ source = '', target }: MappingRow, shape: RecordShape): CounterflowError {
  const name = source.split(/[.[]/, 1)[0] ?? '';
  const advice = shape.possibleRelations.includes(name)
    ? `Let the export load the relation "${name}".`
    : 'Correct the path, or give it a default if only some records have the field.';
  return new CounterflowError(
    'source_unknown',
    `"${target}" is mapped from "${source}", but no record has "${name}". ${advice}`,
  );
}

/** Clears away what an import left unfinished in a run that is over. */
export async function abandonImport(
  { target, connectionId }: ImportPlan,
  { access, runId, stepId }: Pick<WriterOptions, 'access' | 'runId' | 'stepId'>,
): Promise<void> {
  if ('file' in target)
    await abandonFile({ folder: await access.folder(connectionId), file: target.file, runId, stepId });
}

async function writeMapped(
  destination: Destination,
  mapping: CompiledMapping,
  records: DataRecord[],
  refuse: (record: DataRecord) => Refusal | undefined,
  onMapped: (() => void) | undefined,
): Promise<Outcome[]> {
  const outcomes = new Array<Outcome>(records.length);
  const cells: unknown[][] = [];
  const written: number[] = [];
  for (const [index, record] of records.entries()) {
    const mapped = mapping.map(record);
    const [problem] = mapped.problems;
    const refusal = problem ? { code: 'mapping_type', message: problem.message } : refuse(record);
    if (refusal) {
      outcomes[index] = refusal;
      continue;
    }
    cells.push(mapped.cells);
    written.push(index);
  }
  onMapped?.();
  const results = await destination.write(cells);
  for (const [at, index] of written.entries()) outcomes[index] = results[at] as Outcome;
  return outcomes;
}

/** A CSV file's header is written with its first row: a field that shows up later must not vanish silently. */
function lateField(record: DataRecord, late: ReadonlySet<string>): Refusal | undefined {
  for (const name of late) {
    if (record[name] === undefined || record[name] === '') continue;
    return {
      code: 'field_late',
      message: `Field "${name}" first showed up after the file's header was written. Map the fields by hand, or write JSON Lines.`,
    };
  }
  return undefined;
}

async function openDestination(plan: ImportPlan, rows: TypedRow[], options: WriterOptions): Promise<Destination> {
  const columns = rows.map((row) => ({ name: row.target, type: row.type }));
  const { target, operation, connectionId } = plan;
  if ('file' in target) {
    const folder = await options.access.folder(connectionId);
    const { runId, stepId, epoch, finishing } = options;
    return openFileDestination(
      { folder, file: target.file, format: target.format, runId, stepId, epoch, finishing },
      columns,
      options.resumed as FilePosition | undefined,
    );
  }
  const pool = await options.access.postgres(connectionId);
  const extend = plan.mapping === 'auto' && target.create;
  return openPostgresDestination(
    { pool, table: target.table, key: target.key, operation, create: target.create, extend },
    columns,
  );
}

/** A resumed file keeps the columns of its header, some of which an earlier process learned from records. */
function rowsFor(destination: Destination, rows: TypedRow[]): TypedRow[] {
  const byTarget = new Map(rows.map((row) => [row.target, row]));
  return destination.columns.map(({ name, type }) => byTarget.get(name) ?? { target: name, source: name, type });
}
