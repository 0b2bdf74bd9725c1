import { hash } from 'node:crypto';
import type { Resource } from '../connectors/connector.ts';
import type { DataRecord, Export } from './export-schema.ts';
import { readTime } from './mapping/value.ts';

/** How far changes were read: the newest (time, id) committed, from the rows' own stamps. Time is ISO 8601 in UTC. */
export interface DeltaPosition {
  time: string;
  id: string;
}

/** A row inside the overlap as it was committed last. */
export interface ContentHash {
  key: string;
  hash: string;
  changedAt: string;
}

/**
 * Each read begins this much before the newest change that was committed: a row may be stored in the account with a stamp
 * that is seconds older than one already read, and rows of one second may come apart at a page's border.
 */
export const OVERLAP_MS = 5 * 60_000;

/** What a cursor belongs to: where one of these differs, its position says nothing about what has been read. */
export function cursorFingerprint(
  source: { environment: string; accountId: string | null },
  exported: DeltaExport,
): string {
  const { resource, relations, filters } = exported;
  const parts = [
    source.environment,
    source.accountId,
    resource.name,
    resource.incremental?.field,
    [...relations].sort(),
    filters,
  ];
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32);
}

interface DeltaExport extends Pick<Export, 'relations' | 'filters'> {
  resource: Resource;
}

/** Where a read begins: the overlap before the position; undefined = from the first change there is. */
export function readFrom(position: DeltaPosition | undefined, overlapMs: number): string | undefined {
  return position && apiTime(Date.parse(position.time) - overlapMs);
}

/** Whole seconds with an offset, as Lightspeed writes times; rounded down, so that no row is skipped. */
function apiTime(ms: number): string {
  return `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}+00:00`;
}

/** (time, id) of a row; undefined where its stamp can't be read, which moves no cursor and is never left out. */
export function stampOf(record: DataRecord, resource: Resource): DeltaPosition | undefined {
  const time = resource.incremental && readTime(record[resource.incremental.field]);
  return time && { time: new Date(time.ms).toISOString(), id: String(record[resource.key] ?? '') };
}

/** The later of two positions: by time, then by id as a number where both are one. */
export function laterPosition(
  one: DeltaPosition | undefined,
  other: DeltaPosition | undefined,
): DeltaPosition | undefined {
  if (!one || !other) return one ?? other;
  if (one.time !== other.time) return one.time > other.time ? one : other;
  return one.id.length !== other.id.length ? longer(one, other) : one.id > other.id ? one : other;
}

const longer = (one: DeltaPosition, other: DeltaPosition) => (one.id.length > other.id.length ? one : other);

/** The content of a record in 16 bytes: the same whatever the order of its fields. */
export function contentHash(record: DataRecord): string {
  return hash('sha256', JSON.stringify(record, sortedKeys), 'base64').slice(0, 22);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const entries = Object.entries(value as Record<string, unknown>);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What a page of changes means for the flow's memory. */
export interface DeltaPage {
  /** Rows whose last committed content was the same: read again by the overlap only. */
  isRepeated: boolean[];
  position: DeltaPosition | undefined;
  hashes: ContentHash[];
}

/**
 * Judges a page against the memory. `known` gives the last committed hash of a key; `start` is the position this read
 * began before: only rows up to it can be repeats. Hashes are kept for rows that a next read's overlap will bring again.
 */
export function judgePage(
  records: DataRecord[],
  resource: Resource,
  memory: { position: DeltaPosition | undefined; known: ReadonlyMap<string, string>; overlapMs: number },
): DeltaPage {
  const stamps = records.map((record) => stampOf(record, resource));
  const position = stamps.reduce(laterPosition, memory.position);
  const keptFrom = position ? new Date(Date.parse(position.time) - memory.overlapMs - 1000).toISOString() : '';
  const hashes = new Map<string, ContentHash>();
  const isRepeated = records.map((record, at) => {
    const stamp = stamps[at];
    if (!stamp || stamp.id === '') return false;
    const before = hashes.get(stamp.id)?.hash ?? memory.known.get(stamp.id);
    if (before === undefined && stamp.time < keptFrom) return false;
    const content = contentHash(record);
    if (stamp.time >= keptFrom) hashes.set(stamp.id, { key: stamp.id, hash: content, changedAt: stamp.time });
    return content === before;
  });
  return { isRepeated, position, hashes: [...hashes.values()] };
}
