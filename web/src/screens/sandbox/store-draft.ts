import type { z } from 'zod';
import { type Store, type StorePatch, storeInput, storePatch } from '../../../../src/server/store-schema.ts';
import { text } from '../../texts/text.ts';
import { demoStore } from './demo-store.ts';

type Count = number | string;

/** The form of a store, new or not. A number field that was emptied holds a text. */
export interface StoreDraft {
  series: Store['series'];
  name: string;
  items: Count;
  sales: Count;
  customers: Count;
  seed: Count;
  registers: Count;
  limits: 'real' | 'off' | 'own';
  /** Own limits: a bucket for R-Series, a window for the others. */
  size: Count;
  drip: Count;
  requests: Count;
  windowSeconds: Count;
  /** Life of access tokens; asked for only where the series has them. */
  accessSeconds: Count;
}

const ownLimits = { size: 60, drip: 1, requests: 100, windowSeconds: 60 } as const;

export const newDraft: StoreDraft = {
  series: 'r',
  name: '',
  ...demoStore.sizes,
  seed: demoStore.seed,
  registers: 1,
  limits: 'real',
  ...ownLimits,
  accessSeconds: '',
};

export function draftOf(store: Store): StoreDraft {
  const { series, name, sizes, seed, registers, limits, accessSeconds = '' } = store;
  const draft = { ...newDraft, series, name, ...sizes, seed, registers, accessSeconds };
  if (typeof limits === 'string') return { ...draft, limits };
  if ('requests' in limits) return { ...draft, limits: 'own', ...limits };
  return { ...draft, limits: 'own', size: limits.size, drip: limits.dripPerSecond };
}

const numberIn = (value: Count) => (value === '' ? Number.NaN : Number(value));

function limitsIn(draft: StoreDraft): Store['limits'] {
  if (draft.limits !== 'own') return draft.limits;
  return draft.series === 'r'
    ? { size: numberIn(draft.size), dripPerSecond: numberIn(draft.drip) }
    : { requests: numberIn(draft.requests), windowSeconds: numberIn(draft.windowSeconds) };
}

/** What the server is asked to make. */
export function storeRequest(draft: StoreDraft): z.input<typeof storeInput> {
  return {
    series: draft.series,
    name: draft.name,
    seed: numberIn(draft.seed),
    sizes: {
      items: numberIn(draft.items),
      sales: numberIn(draft.sales),
      customers: numberIn(draft.customers),
    },
    registers: numberIn(draft.registers),
    limits: limitsIn(draft),
  };
}

/** What the server is asked to change. */
export function storeChange(draft: StoreDraft): StorePatch {
  const common = { name: draft.name, registers: numberIn(draft.registers), limits: limitsIn(draft) };
  return draft.series === 'c' ? common : { ...common, accessSeconds: numberIn(draft.accessSeconds) };
}

/** Messages by field for a new store, from the same schema that the server checks with. */
export const storeErrors = (draft: StoreDraft): Record<string, string> =>
  messages(storeInput.safeParse(storeRequest(draft)).error, draft);

/** Messages by field for a changed one. */
export const changeErrors = (draft: StoreDraft): Record<string, string> =>
  messages(storePatch.safeParse(storeChange(draft)).error, draft);

function messages(error: z.ZodError | undefined, draft: StoreDraft): Record<string, string> {
  const issues = error?.issues ?? [];
  const own = issues.filter(({ path }) => path[0] !== 'limits');
  const errors = own.map(({ path, message }) => {
    const field = String(path.at(-1));
    return [field, field === 'name' ? message : text('sandbox.new.number')];
  });
  // Of limits, which have several shapes, the schema can't tell which field is wrong.
  const limitFields = draft.series === 'r' ? (['size', 'drip'] as const) : (['requests', 'windowSeconds'] as const);
  const wrong = own.length === issues.length ? [] : limitFields.filter((field) => !(numberIn(draft[field]) > 0));
  return Object.fromEntries([...errors, ...wrong.map((field) => [field, text('sandbox.new.positive')])]);
}
