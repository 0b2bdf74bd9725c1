import type { Installation } from '../installation.ts';
import { type Answer, noteAnswers } from '../store/budgets.ts';
import type { Lane } from './request.ts';

/** Answers of a run are stored together, this long after the first of them. */
const GATHER_MS = 50;

type Told = Omit<Answer, 'agoMs'>;

interface Gathering {
  /** Budgets whose true limits were stored by this process: until then the assumed ones may be too high. */
  learned: Set<string>;
  answers: (Told & { atMs: number })[];
  /** What is stored now or a moment later: each settles when its answers are. */
  underWay: Set<Promise<void>>;
}

const gatherings = new WeakMap<Installation, Gathering>();

/**
 * Stores what an answer told: at once where a person waits for the request, or where it is the first of its budget; else a
 * moment later, together with what is told by then. A run asks for its next page meanwhile.
 */
export async function noteAnswer(installation: Installation, answer: Told, lane: Lane): Promise<void> {
  const gathering = gatherings.get(installation) ?? { learned: new Set(), answers: [], underWay: new Set() };
  gatherings.set(installation, gathering);
  if (lane === 'interactive' || !gathering.learned.has(answer.key)) {
    await noteAnswers(installation.db, [{ ...answer, agoMs: 0 }]);
    gathering.learned.add(answer.key);
    return;
  }
  gathering.answers.push({ ...answer, atMs: installation.clock.monotonicMs() });
  if (gathering.answers.length > 1) return;
  const stored: Promise<void> = storeSoon(installation, gathering).finally(() => gathering.underWay.delete(stored));
  gathering.underWay.add(stored);
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
}
