import type { ReplyFacts } from './connector.ts';
import type { ReplySign } from './http-settings.ts';

/** What stands at a path of a body: `error.code`, `data.0.id` or `data[0].id`, with or without `$.` before; undefined where nothing does. */
export function valueAt(body: unknown, path: string): unknown {
  const steps = path
    .replace(/^\$\.?/, '')
    .split(/[.[\]]/)
    .filter((step) => step !== '');
  let value = body;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/** Whether a value is one of those named, as text; where none is named, whether it says anything: not null, false or empty. */
export function isNamed(value: unknown, values: readonly string[]): boolean {
  if (values.length > 0) return value !== undefined && typeof value !== 'object' && values.includes(String(value));
  return value !== undefined && value !== null && value !== false && value !== '';
}

/** Whether a reply shows a sign: by its status, or by what its body says. */
export function shows({ statuses, path, values }: ReplySign, { status, json }: ReplyFacts): boolean {
  return statuses.includes(status) || (path !== null && isNamed(valueAt(json, path), values));
}
