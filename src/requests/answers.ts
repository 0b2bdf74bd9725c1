import type { Installation } from '../installation.ts';
import { type Answer, noteAnswers } from '../store/budgets.ts';

/** Answers of a run are stored together, this long after the first of them. */
const GATHER_MS = 50;

type Told = Omit<Answer, 'agoMs'>;

interface Gathering {
  /** Budgets whose true limits were stored by this process: until then the assumed ones may be too high. */
  learned: Set<string>;
  answers: (Told & { atMs: number })[];
  /** Bookings by budget, of answers that are not stored yet. */
  unstored: Map<string, Set<string>>;
  /** What is stored now or a moment later: each settles when its answers are. */
  underWay: Set<Promise<void>>;
}

const gatherings = new WeakMap<Installation, Gathering>();

function gatheringOf(installation: Installation): Gathering {
  const found = gatherings.get(installation);
  if (found) return found;
  const made: Gathering = { learned: new Set(), answers: [], unstored: new Map(), underWay: new Set() };
  gatherings.set(installation, made);
  return made;
}

/**
 * Stores what an answer told: at once where a person waits for the request, or where it is the first of its budget; else a
 * moment later, together with what is told by then. A run asks for its next page meanwhile.
 */
export async function noteAnswer(installation: Installation, answer: Told): Promise<void> {
  const gathering = gatheringOf(installation);
  if (answer.lane === 'interactive' || !gathering.learned.has(answer.key)) {
    await noteAnswers(installation.db, [{ ...answer, agoMs: 0 }]);
    gathering.learned.add(answer.key);
    return;
  }
  const unstored = gathering.unstored.get(answer.key) ?? new Set();
  gathering.unstored.set(answer.key, unstored.add(answer.booking));
  gathering.answers.push({ ...answer, atMs: installation.clock.monotonicMs() });
  if (gathering.answers.length > 1) return;
  const stored: Promise<void> = storeSoon(installation, gathering).finally(() => gathering.underWay.delete(stored));
  gathering.underWay.add(stored);
}

/** Bookings of a budget that were answered, while the database does not know it yet. */
export function answeredBookings(installation: Installation, key: string): string[] {
  return [...(gatherings.get(installation)?.unstored.get(key) ?? [])];
}

/** Waits until all answers told by now are stored. Shutdown calls it. */
export async function settleAnswers(installation: Installation): Promise<void> {
  await Promise.all(gatherings.get(installation)?.underWay ?? []);
}

async function storeSoon(installation: Installation, gathering: Gathering): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
  const nowMs = installation.clock.monotonicMs();
  const answers = gathering.answers.splice(0).map(({ atMs, ...told }) => ({ ...told, agoMs: nowMs - atMs }));
  await noteAnswers(installation.db, answers).catch((cause) => {
    installation.log.warn({ cause: String(cause) }, 'answers could not be noted');
  });
  for (const { key, booking } of answers) gathering.unstored.get(key)?.delete(booking);
}
