import type { Installation } from '../installation.ts';
import { type Answer, noteAnswers } from '../store/budgets.ts';

/** Answers of a run are stored together, this long after the first of them. */
const GATHER_MS = 50;

interface Gathering {
  answers: Answer[];
  /** Settles when the answers gathered now are stored; undefined while there are none. */
  stored: Promise<void> | undefined;
}

const gatherings = new WeakMap<Installation, Gathering>();

/** Stores what an answer told before it returns. */
export async function noteAnswer(installation: Installation, answer: Answer): Promise<void> {
  await noteAnswers(installation.db, [answer]);
}

/**
 * Stores what an answer told a moment later, together with what else is told by then: a run asks for its next page
 * meanwhile, since nothing of it decides whether that request may leave.
 */
export function noteAnswerSoon(installation: Installation, answer: Answer): void {
  const gathering = gatherings.get(installation) ?? { answers: [], stored: undefined };
  gatherings.set(installation, gathering);
  gathering.answers.push(answer);
  gathering.stored ??= storeSoon(installation, gathering);
}

/** Waits until all answers are stored. Shutdown calls it. */
export async function settleAnswers(installation: Installation): Promise<void> {
  await gatherings.get(installation)?.stored;
}

async function storeSoon(installation: Installation, gathering: Gathering): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
  gathering.stored = undefined;
  await noteAnswers(installation.db, gathering.answers.splice(0)).catch((cause) => {
    installation.log.warn({ cause: String(cause) }, 'answers could not be noted');
  });
}
