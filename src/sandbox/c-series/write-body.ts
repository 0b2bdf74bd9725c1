import { ApiError, BadValue, Refused } from './errors.ts';
import { textIn, type View } from './fields.ts';
import type { Resource, Row } from './resource.ts';

export type Sent = Record<string, unknown>;

/** The JSON object of a body. Throws ApiError. */
export function readJson(body: string): Sent {
  const value = parsed(body);
  if (isObject(value)) return value;
  throw new ApiError(400, 'The body should be a JSON object.');
}

/** What stands in the envelope of a body: `{"product": {...}}`; of a resource without one, the body itself. */
export function opened(resource: Pick<Resource, 'one' | 'isBare'>, body: string): unknown {
  const json = readJson(body);
  if (resource.isBare) return json;
  if (Object.hasOwn(json, resource.one)) return json[resource.one];
  throw new ApiError(400, `The body should hold a "${resource.one}".`);
}

export const isObject = (value: unknown): value is Sent =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ApiError(400, 'The body is no JSON.');
  }
}

/**
 * Raw values of what was sent. Fields that the resource doesn't have, or that clients can't write, are ignored (unsure).
 * Throws Refused with a message for each field that is wrong or blank where a value is needed.
 */
export function readFields(resource: Resource, sent: unknown, view: View, before?: Row): Row {
  if (!isObject(sent)) throw new ApiError(400, `"${resource.one}" should be an object.`);
  const row: Row = {};
  const errors: Record<string, string[]> = {};
  for (const [name, field] of Object.entries(resource.fields)) {
    if (!field.read || !Object.hasOwn(sent, name)) continue;
    try {
      row[name] = field.read(sent[name], view, before?.[name]);
    } catch (cause) {
      if (!(cause instanceof BadValue)) throw cause;
      errors[name] = [cause.message];
    }
  }
  for (const name of resource.writes.required ?? []) {
    const isDue = before === undefined || name in row;
    if (isDue && !(name in errors) && isBlank(row[name], view)) errors[name] = ['This value should not be blank.'];
  }
  if (Object.keys(errors).length > 0) throw new Refused(errors);
  return row;
}

const isBlank = (raw: unknown, { language }: View) =>
  raw === undefined || raw === '' || raw === '0' || (typeof raw === 'object' && textIn(raw, language) === '');
