import { type FieldTable, officialTable, operations } from './x-schemas.ts';

type Json = Record<string, unknown>;

const isRow = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Finds an id that exists for a field (`brand_id`, `outlet_ids`); undefined for a field that names no list. */
export type FindId = (field: string) => Promise<string | undefined>;

/**
 * A body that an operation takes: every field that must be there, and those that the sample's reply shows, by the official
 * field table. Ids are ones that exist. Undefined for operations without a body.
 */
export async function requestOf(operationId: string, reply: unknown, findId: FindId): Promise<unknown> {
  const name = operations.get(operationId)?.request;
  if (typeof name !== 'string') return undefined;
  const data = isRow(reply) ? reply.data : undefined;
  const shown = isRow(data) ? data : {};
  return made(officialTable(name), '', shown, findId);
}

async function made(table: FieldTable, name: string, shown: Json, findId: FindId): Promise<unknown> {
  if (table.$ref !== undefined) return made(officialTable(table.$ref), name, shown, findId);
  const [type] = [table.type].flat();
  if (table.enum) return table.enum.includes(shown[name]) ? shown[name] : table.enum[0];
  if (type === 'array') return [await made(table.items ?? {}, name.replace(/s$/, ''), shown, findId)];
  if (type === 'object') return madeObject(table, shown, findId);
  if (/_ids?$|^id$/.test(name) || table.format === 'uuid') return findId(name);
  if (type === 'number' || type === 'integer') return typeof shown[name] === 'number' ? shown[name] : 1;
  if (type === 'boolean') return typeof shown[name] === 'boolean' ? shown[name] : true;
  return madeText(table, name);
}

async function madeObject(table: FieldTable, shown: Json, findId: FindId): Promise<Json> {
  const all = Object.entries(table.properties ?? {});
  // A body that is nothing but `data` needs it, whatever the table says.
  const isWrapper = all.length === 1 && all[0]?.[0] === 'data';
  const wanted = all.filter(
    ([name]) =>
      isWrapper ||
      table.required?.includes(name) ||
      (shown[name] !== undefined && shown[name] !== null && name !== 'id'),
  );
  const fields = await Promise.all(
    wanted.map(async ([name, one]) => [name, await made(one, name, isRow(shown[name]) ? shown[name] : shown, findId)]),
  );
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

let counted = 0;

/** A text of the field's kind, another one each time, since codes and names may have to be unique. */
function madeText({ format }: FieldTable, name: string): string {
  counted += 1;
  if (format === 'date-time' || /_(at|time)$/.test(name)) return '2026-01-01T00:00:00+00:00';
  if (format === 'date' || /date/.test(name)) return '2026-01-01';
  if (/email/.test(name)) return `person${counted}@example.com`;
  if (/amount|price|count|received|cost|rate/.test(name)) return '1';
  return `text ${counted}`;
}
