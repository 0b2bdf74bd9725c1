import facts from '../facts/x-series-api.json' with { type: 'json' };
import { invalid, Refused } from './operation.ts';
import type { Row } from './resource.ts';

/** A table of the official description as far as bodies need it; `$ref` is the name of another one. */
interface FieldTable {
  $ref?: string;
  type?: string | string[];
  items?: FieldTable;
  anyOf?: FieldTable[];
  properties?: Record<string, FieldTable>;
  required?: string[];
}

const tables: Record<string, FieldTable> = facts.schemas;

/**
 * The fields of a body that the official table of this name has, each of its type; others are left out (that they are
 * ignored is a guess). Numbers may come as text and text as numbers, as official examples do. Null where the table
 * has none is as if left out. `partial` needs no field.
 * Throws `Refused`: 400 for what is no object, 422 for a field of another type or a missing one.
 */
export function fieldsOf(table: string, body: unknown, { partial = false } = {}): Row {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Refused(400, 'Bad Request', 'The body must be a JSON object.');
  return objectOf(tables[table] ?? {}, body as Row, '', partial);
}

function objectOf({ properties = {}, required = [] }: FieldTable, given: Row, at: string, partial: boolean): Row {
  const missing = partial ? undefined : required.find((name) => given[name] === undefined);
  if (missing !== undefined) throw invalid(`${at}${missing} is missing.`);
  const result: Row = {};
  for (const [name, table] of Object.entries(properties)) {
    const value = given[name];
    const isLeftOut = value === undefined || (value === null && !isNullable(table));
    if (!isLeftOut) result[name] = readValue(table, value, `${at}${name}`);
  }
  return result;
}

const isNullable = ({ type }: FieldTable) => [type].flat().includes('null');

function readValue(table: FieldTable, value: unknown, at: string): unknown {
  if (table.$ref !== undefined) return readValue(tables[table.$ref] ?? {}, value, at);
  if (value === null) return null;
  const [type] = [table.type ?? 'any'].flat();
  switch (type) {
    case 'string':
      if (typeof value === 'string') return value;
      if (typeof value === 'number') return String(value);
      break;
    case 'number':
    case 'integer': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number === 'number' && Math.abs(number) < 1e12) return number;
      break;
    }
    case 'boolean':
      if (typeof value === 'boolean') return value;
      break;
    case 'array':
      if (Array.isArray(value)) return value.map((one, place) => readValue(table.items ?? {}, one, `${at}[${place}]`));
      break;
    case 'object':
      if (typeof value === 'object' && !Array.isArray(value))
        return table.properties ? objectOf(table, value as Row, `${at}.`, false) : value;
      break;
    default:
      return value;
  }
  throw invalid(`${at} must be of type ${type}.`);
}
