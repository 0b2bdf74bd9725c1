import type { Installation } from '../../installation.ts';
import { newId } from '../../store/id.ts';
import type { NewRecordError, PageCounts } from '../../store/run-pages.ts';
import type { Outcome } from '../../transfers/destinations/destination.ts';
import type { DataRecord } from '../../transfers/export-schema.ts';
import type { ImportWriter } from '../../transfers/import-writer.ts';
import type { Page } from '../../transfers/read-pages.ts';

export interface OpenStep {
  id: string;
  name: string;
  onError: 'pause' | 'proceed';
  writer: ImportWriter;
}

/** What a batch of pages came to, ready to be committed. */
export interface Written {
  counts: PageCounts[];
  errors: NewRecordError[];
  wellWritten: { stepId: string; key: string }[];
  /** First step with a failed record that wants the run to pause. */
  pausedBy: OpenStep | undefined;
}

interface Moving {
  page: number;
  key: string;
  record: DataRecord;
}

/**
 * Takes pages through the steps, in order: what a step refuses goes to the error desk and no further. `isRepeated` tells
 * which records of each page the source leaves out.
 */
export async function writePages(
  clock: Installation['clock'],
  pages: Page[],
  isRepeated: boolean[][],
  key: string,
  steps: OpenStep[],
  sourceId: string,
): Promise<Written> {
  const written: Written = { counts: [], errors: [], wellWritten: [], pausedBy: undefined };
  let moving: Moving[] = [];
  for (const [at, page] of pages.entries()) {
    const kept = page.records.filter((_, index) => !isRepeated[at]?.[index]);
    for (const record of kept) moving.push({ page: page.number, key: String(record[key] ?? ''), record });
    const recordsIn = page.records.length;
    written.counts.push({
      stepId: sourceId,
      page: page.number,
      recordsIn,
      success: kept.length,
      ignored: recordsIn - kept.length,
      errors: 0,
      workedMs: page.workedMs,
      mappedMs: 0,
      waitedMs: page.waitedMs,
    });
  }
  for (const step of steps) {
    const startedMs = clock.monotonicMs();
    let mappedMs = 0;
    const outcomes = await step.writer.write(
      moving.map(({ record }) => record),
      () => {
        mappedMs = clock.monotonicMs() - startedMs;
      },
    );
    const workedMs = clock.monotonicMs() - startedMs;
    written.counts.push(...countsOf(step, pages, moving, outcomes, { workedMs, mappedMs }));
    moving = sortOut(step, moving, outcomes, written);
  }
  return written;
}

/** Counts by page; the times of the one write are shared out by records. */
function countsOf(
  step: OpenStep,
  pages: Page[],
  moving: Moving[],
  outcomes: Outcome[],
  times: { workedMs: number; mappedMs: number },
): PageCounts[] {
  const counts = new Map<number, PageCounts>();
  for (const { number: page } of pages) {
    const none = { recordsIn: 0, success: 0, ignored: 0, errors: 0, workedMs: 0, mappedMs: 0, waitedMs: 0 };
    counts.set(page, { stepId: step.id, page, ...none });
  }
  for (const [at, { page }] of moving.entries()) {
    const count = counts.get(page) as PageCounts;
    const outcome = outcomes[at];
    count.recordsIn += 1;
    if (outcome === 'success' || outcome === 'ignored') count[outcome] += 1;
    else count.errors += 1;
  }
  for (const count of counts.values()) {
    const share = moving.length === 0 ? 1 / counts.size : count.recordsIn / moving.length;
    count.workedMs = times.workedMs * share;
    count.mappedMs = times.mappedMs * share;
  }
  return [...counts.values()];
}

/** Notes what failed and what went well; answers the records that go on to the next step. */
function sortOut(step: OpenStep, moving: Moving[], outcomes: Outcome[], written: Written): Moving[] {
  return moving.filter((record, at) => {
    const outcome = outcomes[at];
    if (outcome === 'success' || outcome === 'ignored') {
      written.wellWritten.push({ stepId: step.id, key: record.key });
      return true;
    }
    const reason = outcome ?? { code: 'internal', message: 'The step gave no answer for this record.' };
    written.errors.push({ id: newId(), stepId: step.id, ...record, ...reason });
    if (step.onError === 'pause') written.pausedBy ??= step;
    return false;
  });
}
