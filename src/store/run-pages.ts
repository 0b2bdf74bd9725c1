import { sql } from 'kysely';
import type { Db, Tx } from './database.ts';

/** Counts of one page at one step. In = success + ignored + errors. */
export interface PageCounts {
  stepId: string;
  page: number;
  recordsIn: number;
  success: number;
  ignored: number;
  errors: number;
  /** Time on the network, or of mapping and writing. */
  workedMs: number;
  /** The part of `workedMs` that mapping took. */
  mappedMs: number;
  /** Time before a request for budget and token. */
  waitedMs: number;
}

export interface NewRecordError {
  id: string;
  stepId: string;
  page: number;
  key: string;
  code: string;
  message: string;
  record: Record<string, unknown>;
}

/** All that becomes true with a page: counts, errors, what it put right, where reading goes on. */
export interface PageCommit {
  flowId: string;
  checkpoint: object;
  /** Milliseconds worked since the commit before. */
  workedMs: number;
  pages: PageCounts[];
  errors: NewRecordError[];
  /** Whether an earlier try of these pages may have left errors. */
  mayReplace: boolean;
  /** Keys that a step wrote well: what was open for them on the error desk is superseded. */
  wellWritten: { stepId: string; key: string }[];
  delta?: {
    sourceId: string;
    fingerprint: string;
    position: object | undefined;
    hashes: { key: string; hash: string; changedAt: string }[];
  };
}

/**
 * Commits pages of a run in one statement, hence one transaction and one round trip; does nothing and answers false when
 * the run has a newer epoch or is over. Committing the same pages again replaces them; the same commit again, whose reply
 * was lost, changes nothing.
 */
export async function commitPages(db: Db, run: { id: string; epoch: number }, commit: PageCommit): Promise<boolean> {
  const numbers = [...new Set(commit.pages.map((page) => page.page))];
  const parts = [
    sql`mine as (
      update run set checkpoint = ${json(commit.checkpoint)}::jsonb, worked_ms = worked_ms + ${commit.workedMs}
      where id = ${run.id} and epoch = ${run.epoch} and ended_at is null returning id)`,
    sql`pages as (
      insert into run_page (run_id, step_id, page, records_in, success, ignored, errors, worked_ms, mapped_ms,
        waited_ms)
      select mine.id, p."stepId", p.page, p."recordsIn", p.success, p.ignored, p.errors, p."workedMs",
        p."mappedMs", p."waitedMs"
      from mine, jsonb_to_recordset(${json(commit.pages)}::jsonb) as p("stepId" text, page integer, "recordsIn" integer,
        success integer, ignored integer, errors integer, "workedMs" float8, "mappedMs" float8,
        "waitedMs" float8)
      on conflict (run_id, step_id, page) do update set records_in = excluded.records_in, success = excluded.success,
        ignored = excluded.ignored, errors = excluded.errors, worked_ms = excluded.worked_ms, mapped_ms = excluded.mapped_ms,
        waited_ms = excluded.waited_ms, committed_at = clock())`,
  ];
  if (commit.mayReplace || commit.errors.length > 0) {
    parts.push(sql`replaced as (
      delete from record_error e using mine where e.run_id = mine.id and e.page = any(${numbers}::integer[])
        and e.id <> all(${commit.errors.map(({ id }) => id)}::uuid[]))`);
  }
  if (commit.wellWritten.length > 0) {
    parts.push(sql`superseded as (
      update record_error e set state = 'resolved', resolution = 'superseded', resolved_at = clock()
      from mine, jsonb_to_recordset(${json(commit.wellWritten)}::jsonb) as w("stepId" text, key text)
      where e.flow_id = ${commit.flowId} and e.state = 'open' and e.step_id = w."stepId" and e.key = w.key
        and not (e.run_id = mine.id and e.page = any(${numbers}::integer[])))`);
  }
  if (commit.errors.length > 0) {
    parts.push(sql`errors as (
      insert into record_error (id, flow_id, run_id, step_id, page, key, code, message, record)
      select e.id, ${commit.flowId}, mine.id, e."stepId", e.page, e.key, e.code, e.message, e.record
      from mine, jsonb_to_recordset(${json(commit.errors)}::jsonb) as e(id uuid, "stepId" text, page integer, key text,
        code text, message text, record jsonb)
      on conflict (id) do nothing)`);
  }
  const { delta } = commit;
  if (delta?.position) {
    parts.push(sql`cursor_moved as (
      insert into delta_cursor (flow_id, source_id, fingerprint, position)
      select ${commit.flowId}::uuid, ${delta.sourceId}::text, ${delta.fingerprint}::text, ${json(delta.position)}::jsonb from mine
      on conflict (flow_id, source_id) do update
        set fingerprint = excluded.fingerprint, position = excluded.position, updated_at = clock())`);
  }
  if (delta && delta.hashes.length > 0) {
    parts.push(sql`hashes as (
      insert into content_hash (flow_id, source_id, key, hash, changed_at)
      select ${commit.flowId}::uuid, ${delta.sourceId}::text, h.key, h.hash, h."changedAt"
      from mine, jsonb_to_recordset(${json(delta.hashes)}::jsonb) as h(key text, hash text, "changedAt" text)
      on conflict (flow_id, source_id, key) do update set hash = excluded.hash, changed_at = excluded.changed_at)`);
  }
  const done = await sql<{ count: string }>`with ${sql.join(parts)} select count(*) from mine`.execute(db);
  return done.rows[0]?.count === '1';
}

/** JSON that jsonb takes: PostgreSQL stores neither NUL nor half a surrogate pair. */
function json(value: unknown): string {
  const text = JSON.stringify(value);
  return /\\u(0000|d[89a-f])/i.test(text) ? JSON.stringify(value, storable) : text;
}

function storable(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return entries.some(([name]) => name !== storableText(name))
    ? Object.fromEntries(entries.map(([name, held]) => [storableText(name), held]))
    : value;
}

const storableText = (text: string) => text.toWellFormed().replaceAll('\u0000', '\ufffd');

/** Sums of pages of one step. Times in milliseconds. */
export interface PageSums {
  recordsIn: number;
  pages: number;
  workedMs: number;
  mappedMs: number;
  waitedMs: number;
}

/** Sums of a run's steps, with those of what was committed lately for its pace. */
export interface StepTotals extends PageSums {
  stepId: string;
  success: number;
  ignored: number;
  errors: number;
  recent: PageSums;
  /** How long "lately" is: ten seconds, or less for a run that is younger. */
  recentMs: number;
}

/** Totals of each step of these runs, by run. */
export async function stepTotals(db: Db | Tx, runIds: string[]): Promise<Map<string, StepTotals[]>> {
  if (runIds.length === 0) return new Map();
  const lately = sql`filter (where p.committed_at > present.lately)`;
  const found = await sql<StepTotals & { runId: string }>`
    select p.run_id, p.step_id, sum(p.records_in)::integer as records_in, sum(p.success)::integer as success,
      sum(p.ignored)::integer as ignored, sum(p.errors)::integer as errors, count(*)::integer as pages,
      sum(p.worked_ms)::float8 as worked_ms, sum(p.mapped_ms)::float8 as mapped_ms, sum(p.waited_ms)::float8 as waited_ms,
      json_build_object(
        'recordsIn', coalesce(sum(p.records_in) ${lately}, 0), 'pages', count(*) ${lately},
        'workedMs', coalesce(sum(p.worked_ms) ${lately}, 0), 'mappedMs', coalesce(sum(p.mapped_ms) ${lately}, 0),
        'waitedMs', coalesce(sum(p.waited_ms) ${lately}, 0)) as recent,
      least(10000, greatest(1, extract(epoch from min(present.at) - min(r.started_at)) * 1000))::float8 as recent_ms
    from run_page p
      join run r on r.id = p.run_id
      cross join (select at, at - interval '10 seconds' as lately from (select clock() as at) as now) as present
    where p.run_id in (${sql.join(runIds)}) group by p.run_id, p.step_id`.execute(db);
  const totals = new Map<string, StepTotals[]>();
  for (const row of found.rows) totals.set(row.runId, [...(totals.get(row.runId) ?? []), row]);
  return totals;
}

/** What a stretch of a run's time came to at its source. */
export interface PageStretch {
  /** Counts stretches from the run's start on. */
  at: number;
  records: number;
  pages: number;
  /** Time on the network that 95 of 100 requests kept below. */
  requestMs: number;
}

/** The pages of one step in stretches of `stretchSeconds` since the run's start; stretches without a page are left out. */
export async function pageStretches(
  db: Db,
  run: { id: string; startedAt: Date },
  stepId: string,
  stretchSeconds: number,
): Promise<PageStretch[]> {
  const { rows } = await sql<PageStretch>`
    select greatest(0, floor(extract(epoch from committed_at - ${run.startedAt}::timestamptz) / ${stretchSeconds}))::integer as at,
      sum(records_in)::integer as records, count(*)::integer as pages,
      percentile_cont(0.95) within group (order by worked_ms) as request_ms
    from run_page where run_id = ${run.id} and step_id = ${stepId} group by 1 order by 1`.execute(db);
  return rows;
}

/** Pages with failed records, in order; at most `limit` a step, so that a run in which everything fails stays readable. */
export async function pagesWithErrors(
  db: Db,
  runId: string,
  limit: number,
): Promise<{ stepId: string; page: number; errors: number }[]> {
  const { rows } = await sql<{ stepId: string; page: number; errors: number }>`
    select step_id, page, errors from (
      select step_id, page, errors, row_number() over (partition by step_id order by page) as place
      from run_page where run_id = ${runId} and errors > 0
    ) as failed where place <= ${limit} order by step_id, page`.execute(db);
  return rows;
}
