import { ApiProblem } from '../api/client.ts';
import type { FieldError } from '../components/error-summary.tsx';

/** True when somebody else stored the thing after it was read here. */
export const isConflict = (error: unknown): error is ApiProblem => error instanceof ApiProblem && error.status === 412;

/** A form's messages as its error summary lists them; ids of controls are `<prefix>-<field>`. */
export const summaryOf = (prefix: string, errors: Readonly<Record<string, unknown>>): FieldError[] =>
  Object.entries(errors).map(([field, message]) => ({ fieldId: `${prefix}-${field}`, message: String(message) }));
