import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CounterflowError } from '../counterflow-error.ts';
import type { App } from './context.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Fields that an answer of this route has: sent back unchanged in a change, they are let pass. */
    answered?: ReadonlySet<string>;
  }
}

/** Fields of a body that the route does not know, by JSON pointer. */
export class UnknownFields extends CounterflowError {
  readonly pointers: readonly string[];
  constructor(pointers: readonly string[]) {
    const [first = ''] = pointers;
    super('invalid_input', `${first}: there is no such field. Check how it is written; /docs names them all.`);
    this.pointers = pointers;
  }
}

/**
 * Refuses bodies with fields that nobody reads: a mistyped name would else be a change that silently does nothing. What a
 * PATCH sends back of the resource as it was read (`id`, `status`, `version`) is let pass.
 */
export function refuseUnknownFields(app: App): void {
  app.addHook('onRoute', (route) => {
    const response = route.schema?.response as Record<string, unknown> | undefined;
    const answer = response?.['200'] ?? response?.['201'];
    if (route.method !== 'PATCH' || !(answer instanceof z.ZodObject)) return;
    route.config = { ...route.config, answered: new Set(Object.keys(answer.shape)) };
  });
  app.addHook('preValidation', async (request: FastifyRequest) => {
    const schema = request.routeOptions.schema?.body;
    if (!(schema instanceof z.ZodType)) return;
    const answered = request.routeOptions.config.answered;
    const unknown = unknownIn(schema, request.body, '').filter((pointer) => !answered?.has(pointer.slice(1)));
    if (unknown.length > 0) throw new UnknownFields(unknown);
  });
}

/** Pointers of fields that no object of the schema has. Where a value has one of several shapes, the one that fits best counts. */
function unknownIn(schema: z.ZodType, value: unknown, pointer: string): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return unknownIn(schema.unwrap() as z.ZodType, value, pointer);
  }
  if (typeof value !== 'object' || value === null) return [];
  if (schema instanceof z.ZodUnion) {
    const found = schema.options.map((option) => unknownIn(option as z.ZodType, value, pointer));
    return found.sort((one, other) => one.length - other.length)[0] ?? [];
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.flatMap((item, index) => unknownIn(schema.element as z.ZodType, item, `${pointer}/${index}`));
  }
  if (!(schema instanceof z.ZodObject) || Array.isArray(value)) return [];
  const shape = schema.shape as Record<string, z.ZodType>;
  return Object.entries(value).flatMap(([name, field]) => {
    const path = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const known = Object.hasOwn(shape, name) ? shape[name] : undefined;
    return known ? unknownIn(known, field, path) : [path];
  });
}
