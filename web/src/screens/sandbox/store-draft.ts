import type { z } from 'zod';
import { storeInput } from '../../../../src/server/store-schema.ts';
import { text } from '../../texts/text.ts';

type Count = number | string;

/** The form of a new store. A number field that was emptied holds a text. */
export interface StoreDraft {
  name: string;
  items: Count;
  sales: Count;
  customers: Count;
  seed: Count;
  registers: Count;
  limits: 'real' | 'off';
}

/** What the server is asked for. */
export function storeRequest(draft: StoreDraft): z.input<typeof storeInput> {
  const { name, limits } = draft;
  const numberIn = (value: Count) => (value === '' ? Number.NaN : Number(value));
  return {
    series: 'r',
    name,
    seed: numberIn(draft.seed),
    sizes: {
      items: numberIn(draft.items),
      sales: numberIn(draft.sales),
      customers: numberIn(draft.customers),
    },
    registers: numberIn(draft.registers),
    limits,
  };
}

/** Messages by field, from the same schema that the server checks with. */
export function storeErrors(draft: StoreDraft): Record<string, string> {
  const checked = storeInput.safeParse(storeRequest(draft));
  if (checked.success) return {};
  return Object.fromEntries(
    checked.error.issues.map(({ path, message }) => {
      const field = String(path.at(-1));
      return [field, field === 'name' ? message : text('sandbox.new.number')];
    }),
  );
}
