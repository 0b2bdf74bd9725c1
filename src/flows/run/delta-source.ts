import type { Resource } from '../../connectors/connector.ts';
import { CounterflowError } from '../../counterflow-error.ts';
import type { Db } from '../../store/database.ts';
import { type DeltaCursor, deltaCursor, knownHashes, pruneHashes } from '../../store/delta-cursors.ts';
import type { PageCommit } from '../../store/run-pages.ts';
import type { Source } from '../../transfers/access.ts';
import {
  cursorFingerprint,
  type DeltaPosition,
  judgePage,
  OVERLAP_MS,
  readFrom,
  stampOf,
} from '../../transfers/delta.ts';
import type { DataRecord } from '../../transfers/export-schema.ts';
import type { RunSnapshot } from './snapshot.ts';

/** A source read by change: where it begins, and what each page adds to the flow's memory. */
export interface DeltaSource {
  since: { field: string; from: string | undefined };
  /** The position this read began at. */
  start: { sourceId: string; position: DeltaPosition | null };
  /** Which records are repeats that only the overlap brought; pages come in order. */
  judge(records: DataRecord[]): Promise<boolean[]>;
  /** What the commit of the pages judged since the last call must hold. */
  memory(): NonNullable<PageCommit['delta']>;
  /** Forgets what no later read will bring again. */
  prune(): Promise<void>;
}

/** Opens a delta source; throws `not_incremental`, and `cursor_mismatch` when the cursor belongs to another reading. */
export async function openDeltaSource(
  db: Db,
  snapshot: RunSnapshot,
  resource: Resource,
  source: Source,
  overlapMs = OVERLAP_MS,
): Promise<DeltaSource> {
  const { flow, source: step } = snapshot;
  if (!resource.incremental) throw notIncremental(resource);
  const fingerprint = cursorFingerprint(source, { ...step.export, resource });
  const cursor = await deltaCursor(db, flow.id, step.id);
  if (cursor && cursor.fingerprint !== fingerprint) throw mismatch(snapshot, cursor);
  const start = cursor?.position as DeltaPosition | undefined;
  let position = start;
  let hashes: { key: string; hash: string; changedAt: string }[] = [];

  return {
    since: { field: resource.incremental.field, from: readFrom(start, overlapMs) },
    start: { sourceId: step.id, position: start ?? null },
    async judge(records) {
      const repeatable = records.map((record) => stampOf(record, resource)).filter((stamp) => !!stamp);
      const keys = repeatable.filter((stamp) => start && stamp.time <= start.time).map((stamp) => stamp.id);
      const known = await knownHashes(db, flow.id, step.id, [...new Set(keys)]);
      const page = judgePage(records, resource, { position, known, overlapMs });
      position = page.position;
      hashes = [...hashes, ...page.hashes];
      return page.isRepeated;
    },
    memory() {
      // One statement can't touch a row twice: of one key the last content counts.
      const last = [...new Map(hashes.map((row) => [row.key, row])).values()];
      hashes = [];
      return { sourceId: step.id, fingerprint, position, hashes: last };
    },
    async prune() {
      if (!position) return;
      const before = new Date(Date.parse(position.time) - overlapMs - 1000).toISOString();
      await pruneHashes(db, flow.id, step.id, before);
    },
  };
}

export function notIncremental(resource: Resource): CounterflowError {
  return new CounterflowError(
    'not_incremental',
    `${resource.label} carry no time of change, so only what changed can't be read. Choose "all" for this export.`,
  );
}

function mismatch(snapshot: RunSnapshot, cursor: DeltaCursor): CounterflowError {
  const { time } = cursor.position as unknown as DeltaPosition;
  return new CounterflowError(
    'cursor_mismatch',
    `"${snapshot.flow.name}" has read changes up to ${time}, but since then its export "${snapshot.source.name}" changed (account, filters or relations). Say "startOver" or "keep" to POST /v1/flows/${snapshot.flow.id}/cursor, then run it again.`,
  );
}
