import type { z } from 'zod';
import { ApiProblem } from '../api/client.ts';

/** Messages by top-level field for values that a schema refuses; the same schemas and messages that the server uses. */
export function schemaErrors(schema: z.ZodType, values: unknown): Record<string, string> {
  const checked = schema.safeParse(values);
  if (checked.success) return {};
  const errors: Record<string, string> = {};
  for (const issue of checked.error.issues) {
    const field = String(issue.path[0] ?? '');
    errors[field] ??= issue.message;
  }
  return errors;
}

/** Messages by field from the server's answer: the last part of each JSON pointer. */
export function problemErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {};
  return Object.fromEntries(error.errors.map(({ pointer, message }) => [pointer.split('/').at(-1) ?? '', message]));
}
