import { z } from 'zod';
import facts from '../facts/x-series-api.json' with { type: 'json' };

/** JSON Schema as far as the field tables need it; `$ref` is the name of another table. */
export interface FieldTable {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  items?: FieldTable;
  anyOf?: FieldTable[];
  properties?: Record<string, FieldTable>;
  required?: string[];
  additionalProperties?: FieldTable | boolean;
}

export interface XOperation {
  method: string;
  /** Below `/api/2.0`, with ids as `{names}`. */
  path: string;
  query: string[];
  /** Name of the table of the request's body. */
  request: string | null;
  /** Name of the table of the reply's body by status; null where the reply has none or no table describes it. */
  responses: Record<string, string | null>;
}

/**
 * A place where the official tables are contradicted: by an official example, or, for `version`, by the operation's own
 * parameters, which page by it. `example` is a type, a table's name or, for a list that has no envelope, `page`.
 */
interface Amendment {
  schema: string;
  field: string;
  official: string;
  example: string;
}

const typed: {
  operations: Record<string, XOperation>;
  schemas: Record<string, FieldTable>;
  amendments: Amendment[];
} = facts;

/** Every operation of API 2.0 by its operation id (firm: the official description of 2025-07). */
export const operations = new Map(Object.entries(typed.operations));

/** The table of this name as the official description has it. */
export const officialTable = (name: string): FieldTable => typed.schemas[name] ?? {};

/**
 * What in a reply's body breaks the field tables: unknown fields, other types, required ones missing. Undefined when no
 * table describes this reply or it has no body. Where official examples contradict the official tables, both are right.
 */
export function violations(operationId: string, status: number, body: unknown): string[] | undefined {
  const name = operations.get(operationId)?.responses[status];
  if (typeof name !== 'string' || status === 204) return undefined;
  const outcome = validator(name).safeParse(body);
  return outcome.success ? [] : outcome.error.issues.map(said);
}

const definitions = new Map(
  Object.entries(amended(structuredClone(typed.schemas))).map(([name, table]) => [name, closed(table)]),
);
const validators = new Map<string, z.ZodType>();

function idOf(name: string): string {
  return name.replace(/\W/g, '_');
}

function validator(name: string): z.ZodType {
  const known = validators.get(name);
  if (known) return known;
  const made = z.fromJSONSchema({
    $ref: `#/$defs/${idOf(name)}`,
    $defs: definitionsOf(name),
  } as z.core.JSONSchema.JSONSchema);
  validators.set(name, made);
  return made;
}

/** A table and those it names, under names that need no escaping in a pointer. */
function definitionsOf(name: string, found: Record<string, FieldTable> = {}): Record<string, FieldTable> {
  const table = definitions.get(name);
  if (table === undefined || idOf(name) in found) return found;
  found[idOf(name)] = table;
  for (const [, below = ''] of JSON.stringify(table).matchAll(/"#\/\$defs\/([^"]+)"/g))
    definitionsOf(namedBy(below), found);
  return found;
}

const names = new Map(Object.keys(typed.schemas).map((name) => [idOf(name), name]));
const namedBy = (id: string) => names.get(id) ?? id;

/** A table in which a field that isn't listed is an error. Formats of texts are not part of the shape. */
function closed(table: FieldTable): FieldTable {
  if (table.$ref !== undefined) return { $ref: `#/$defs/${idOf(table.$ref)}` };
  const { format: _, items, anyOf, properties, additionalProperties, ...rest } = table;
  return {
    ...rest,
    ...(items && { items: closed(items) }),
    ...(anyOf && { anyOf: anyOf.map(closed) }),
    ...(Object.keys(properties ?? {}).length > 0 && {
      properties: Object.fromEntries(Object.entries(properties ?? {}).map(([name, one]) => [name, closed(one)])),
      additionalProperties: typeof additionalProperties === 'object' ? closed(additionalProperties) : false,
    }),
  };
}

function amended(all: Record<string, FieldTable>): Record<string, FieldTable> {
  for (const { schema, field, official, example } of typed.amendments) {
    if (example === 'page') all[schema] = pageOf(all[schema] ?? {});
    const steps = field.split(/\.|(?=\[\])/);
    const last = steps.pop() ?? '';
    const above = steps.reduce<FieldTable | undefined>(
      (table, step) => (step === '[]' ? table?.items : table?.properties?.[step]),
      all[schema],
    );
    if (above) amend(above, last, official, example);
  }
  return all;
}

function amend(above: FieldTable, name: string, official: string, example: string): void {
  if (official === 'required') above.required = above.required?.filter((one) => one !== name) ?? [];
  else if (official === 'unknown' && name === '{id}') above.additionalProperties = tableOf(example);
  else if (official === 'unknown') {
    const known = above.properties?.[name];
    above.properties = { ...above.properties, [name]: known ? widened(known, example) : tableOf(example) };
  } else if (name === '[]') above.items = widened(above.items ?? {}, example);
  else if (official === 'enum' && above.properties?.[name]) delete above.properties[name].enum;
  else if (above.properties?.[name]) above.properties[name] = widened(above.properties[name], example);
}

function pageOf(data: FieldTable): FieldTable {
  return { type: 'object', properties: { data, version: { $ref: 'Version' } }, required: ['data'] };
}

function tableOf(example: string): FieldTable {
  return example in typed.schemas ? { $ref: example } : { type: example };
}

function widened(table: FieldTable, type: string): FieldTable {
  if (table.$ref !== undefined) return { anyOf: [table, type === 'array' ? { type, items: table } : { type }] };
  return table.type === undefined ? table : { ...table, type: [...new Set([table.type, type].flat())] };
}

function said({ path, message, ...issue }: z.core.$ZodIssue): string {
  const at = path.map((step) => (typeof step === 'number' ? '[]' : String(step))).join('.');
  const keys = 'keys' in issue ? ` ${String(issue.keys)}` : '';
  return `${at || 'body'}: ${keys === '' ? message : `unknown${keys}`}`;
}
