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
  /** Settles when the answers gathered now are stored; undefined while there are none. */
  stored: Promise<void> | undefined;
}

const gatherings = new WeakMap<Installation, Gathering>();

/**
 * Stores what an answer told: at once where a person waits for the request, or where it is the first of its budget; else a
 * moment later, together with what is told by then. A run asks for its next page meanwhile.
 */
export async function noteAnswer(installation: Installation, answer: Told, lane: Lane): Promise<void> {
  const gathering = gatherings.get(installation) ?? { learned: new Set(), answers: [], stored: undefined };
  gatherings.set(installation, gathering);
  if (lane === 'interactive' || !gathering.learned.has(answer.key)) {
    await noteAnswers(installation.db, [{ ...answer, agoMs: 0 }]);
    gathering.learned.add(answer.key);
    return;
  }
  gathering.answers.push({ ...answer, atMs: performance.now() });
  gathering.stored ??= storeSoon(installation, gathering);
}

/** Waits until all answers are stored. Shutdown calls it. */
export async function settleAnswers(installation: Installation): Promise<void> {
  await gatherings.get(installation)?.stored;
}

async function storeSoon(installation: Installation, gathering: Gathering): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
  gathering.stored = undefined;
  const answers = gathering.answers
    .splice(0)
    .map(({ atMs, ...told }) => ({ ...told, agoMs: performance.now() - atMs }));
  await noteAnswers(installation.db, answers).catch((cause) => {
    installation.log.warn({ cause: String(cause) }, 'answers could not be noted');
  });
}
