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
  workedMs: number;
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
 * the run has a newer epoch or is over. Committing the same pages again replaces them.
 */
export async function commitPages(db: Db, run: { id: string; epoch: number }, commit: PageCommit): Promise<boolean> {
  const numbers = [...new Set(commit.pages.map((page) => page.page))];
  const parts = [
    sql`mine as (
      update run set checkpoint = ${json(commit.checkpoint)}::jsonb, worked_ms = worked_ms + ${commit.workedMs}
      where id = ${run.id} and epoch = ${run.epoch} and ended_at is null returning id)`,
    sql`pages as (
      insert into run_page (run_id, step_id, page, records_in, success, ignored, errors, worked_ms, waited_ms)
      select mine.id, p."stepId", p.page, p."recordsIn", p.success, p.ignored, p.errors, p."workedMs", p."waitedMs"
      from mine, jsonb_to_recordset(${json(commit.pages)}::jsonb) as p("stepId" text, page integer, "recordsIn" integer,
        success integer, ignored integer, errors integer, "workedMs" float8, "waitedMs" float8)
      on conflict (run_id, step_id, page) do update set records_in = excluded.records_in, success = excluded.success,
        ignored = excluded.ignored, errors = excluded.errors, worked_ms = excluded.worked_ms,
        waited_ms = excluded.waited_ms, committed_at = clock())`,
  ];
  if (commit.mayReplace || commit.errors.length > 0) {
    parts.push(sql`replaced as (
      delete from record_error e using mine where e.run_id = mine.id and e.page = any(${numbers}::integer[]))`);
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
        code text, message text, record jsonb))`);
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

/** Sums of a run's steps, with what was read lately for its pace. */
export interface StepTotals {
  stepId: string;
  recordsIn: number;
  success: number;
  ignored: number;
  errors: number;
  pages: number;
  workedMs: number;
  waitedMs: number;
  recentIn: number;
  /** Milliseconds from the first of the recent pages to now. */
  recentMs: number;
}

/** Totals of each step of these runs, by run. Recent = committed in the last ten seconds. */
export async function stepTotals(db: Db | Tx, runIds: string[]): Promise<Map<string, StepTotals[]>> {
  if (runIds.length === 0) return new Map();
  const found = await sql<StepTotals & { runId: string }>`
    select run_id, step_id, sum(records_in)::integer as records_in, sum(success)::integer as success,
      sum(ignored)::integer as ignored, sum(errors)::integer as errors, count(*)::integer as pages,
      sum(worked_ms)::float8 as worked_ms, sum(waited_ms)::float8 as waited_ms,
      coalesce(sum(records_in) filter (where committed_at > clock() - interval '10 seconds'), 0)::integer as recent_in,
      coalesce(extract(epoch from clock() - min(committed_at) filter (where committed_at > clock() - interval '10 seconds')) * 1000, 0)::float8 as recent_ms
    from run_page where run_id in (${sql.join(runIds)}) group by run_id, step_id`.execute(db);
  const totals = new Map<string, StepTotals[]>();
  for (const row of found.rows) totals.set(row.runId, [...(totals.get(row.runId) ?? []), row]);
  return totals;
}
