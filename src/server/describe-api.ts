import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

type Route = Parameters<typeof jsonSchemaTransform>[0];
type ApiDocument = ReturnType<typeof jsonSchemaTransformObject>;

interface Operation {
  operationId?: string;
  summary?: string;
  responses?: Record<string, { description: string; content?: Record<string, unknown> }>;
}

/** What a reader of the API needs to know once. */
export const aboutApi = `Send an API key as \`Authorization: Bearer ...\`; the web app makes keys, and so does \`counterflow apikey create\`.

- Lists answer \`{items, nextCursor}\`; \`limit\` and \`cursor\` page through them, and a \`Link\` header names the next page.
- PATCH is a merge patch (RFC 7396). Send the \`ETag\` you read as \`If-Match\`, and a change on an older version is refused with 412.
- A POST with an \`Idempotency-Key\` happens once, however often it is sent in a day.
- Errors are problem details (RFC 9457): \`code\` is stable, \`detail\` says what to do, \`errors\` names fields by JSON pointer.
- A stored secret reads as \`{set, fingerprint, updatedAt}\`; left out of a change it is kept, \`null\` removes it.`;

/** Parts of the API, in the order that somebody new needs them. */
export const tagsInOrder = [
  'Accounts',
  'OAuth 2.0 clients',
  'Connections',
  'Exports',
  'Imports',
  'Flows',
  'Runs',
  'Errors',
  'Notices',
  'Webhooks',
  'Audit log',
  'Tables',
  'Sandbox',
  'Installation',
  'Health',
];

/** A route as OpenAPI has it; one that is open to all says that it needs no key. */
export function describeRoute(input: Route): ReturnType<typeof jsonSchemaTransform> {
  const described = jsonSchemaTransform(input);
  const { config } = input.route as { config?: { open?: boolean } };
  if (!config?.open) return described;
  return { ...described, schema: { ...described.schema, security: [] } };
}

/** The whole document: operations with names, problems under their own media type, no schema that nothing refers to. */
export function describeApi(input: Parameters<typeof jsonSchemaTransformObject>[0]): ApiDocument {
  const document = jsonSchemaTransformObject(input) as ApiDocument & {
    components?: { schemas?: Record<string, object> };
  };
  const paths = (document.paths ?? {}) as Record<string, Record<string, Operation>>;
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const words = operationWords(method, path);
      operation.summary ??= sentence(words);
      operation.operationId = words.map((word, index) => (index === 0 ? word : capital(word))).join('');
      for (const [status, response] of Object.entries(operation.responses ?? {})) {
        response.description = descriptions[status] ?? 'Done.';
        if (/^[45]/.test(status) && response.content?.['application/json']) {
          response.content = { 'application/problem+json': response.content['application/json'] };
        }
      }
    }
  }
  if (document.components?.schemas) document.components.schemas = usedSchemas(document);
  return document;
}

const descriptions: Record<string, string> = {
  '200': 'The resource, or what was asked for.',
  '201': 'Made.',
  '202': 'Taken.',
  '204': 'Done; nothing to say.',
  '4XX': 'Refused: the code says why, the detail what to do.',
  '5XX': 'Failed, or not available now.',
};

const verbs: Record<string, string> = { post: 'create', patch: 'change', delete: 'delete', put: 'replace' };

/** `post /v1/connections/{id}/ping` as `ping connection`; `get /v1/flows` as `list flows`. */
function operationWords(method: string, path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== 'v1');
  const names = parts
    .filter((part) => !part.startsWith('{'))
    .flatMap((part, index, all) => {
      const isOne = parts[parts.indexOf(part) + 1]?.startsWith('{') || (method === 'post' && index === all.length - 1);
      return (isOne ? part.replace(/s$/, '') : part).split(/[-.]/);
    });
  const last = parts.at(-1) ?? '';
  const isAction = method === 'post' && !last.endsWith('s') && !last.startsWith('{') && parts.length > 1;
  if (isAction) return [...names.splice(-last.split('-').length, 2), ...names];
  const verb = method === 'get' ? (last.endsWith('s') ? 'list' : 'get') : (verbs[method] ?? method);
  return [verb, ...names];
}

const capital = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
const sentence = (words: string[]) => capital(words.join(' '));

/** Schemas that the paths refer to, also by way of each other. */
function usedSchemas(document: { paths?: object; components?: { schemas?: Record<string, object> } }) {
  const all = document.components?.schemas ?? {};
  const used = new Set<string>();
  const collect = (value: object) => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      const schema = all[name];
      if (used.has(name) || !schema) continue;
      used.add(name);
      collect(schema);
    }
  };
  collect(document.paths ?? {});
  return Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name)));
}
