import type { FastifyReply, FastifyRequest } from 'fastify';
import { CounterflowError } from '../counterflow-error.ts';

/** Sends a resource with its version as ETag. */
export function sendVersioned<T extends { version: number }>(reply: FastifyReply, resource: T): T {
  reply.header('etag', `"${resource.version}"`);
  return resource;
}

/** The version that a change was made on; undefined when the client sends none. Throws `changed_meanwhile` for a text that no ETag of ours has. */
export function versionAsked(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match'];
  if (header === undefined || header === '*') return undefined;
  const [, version] = /^(?:W\/)?"(\d+)"$/.exec(header.trim()) ?? [];
  if (version !== undefined) return Number(version);
  throw new CounterflowError('changed_meanwhile', 'If-Match must be the ETag that this resource was read with.');
}
