import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { CounterflowError } from '../counterflow-error.ts';
import type { App, ServerContext } from './context.ts';

const KEPT = sql.raw("interval '24 hours'");
/** A request without an answer for this long was cut off with its process; the next one with its key is taken as the first. */
const CUT_OFF = sql.raw("interval '5 minutes'");
/** Answers that show a secret or a one-time address are never kept: repeating such a request repeats the work. */
const notKept =
  /^\/v1\/(apikeys|setup|session|stores|webhooks(\/[^/]+\/secret)?|connections\/[^/]+\/authorizations(\/.*)?)\/?$/;

declare module 'fastify' {
  interface FastifyRequest {
    keptAs?: { actor: string; key: string };
  }
}

/**
 * POSTs with an `Idempotency-Key` happen once: for a day the same key of the same caller answers what it answered then.
 * Another request under the same key is refused with `idempotency_key_reused`.
 */
export function keepAnswers(app: App, { installation: { db } }: ServerContext): void {
  app.addHook('preHandler', async (request: FastifyRequest, reply: FastifyReply) => {
    const key = request.headers['idempotency-key'];
    const path = request.url.split('?', 1)[0] ?? '';
    if (request.method !== 'POST' || typeof key !== 'string' || !request.visitor || notKept.test(path)) return;
    if (key.length > 200) throw new CounterflowError('invalid_input', 'Idempotency-Key has at most 200 characters.');
    const actor = request.visitor.actor.id;
    const requestHash = createHash('sha256')
      .update(JSON.stringify(request.body ?? null))
      .digest('hex');
    const asked = `POST ${request.url}`;
    const first = await db
      .insertInto('keptAnswer')
      .values({ actor, key, request: asked, requestHash, status: null, body: null, headers: null })
      .onConflict((conflict) =>
        conflict
          .columns(['actor', 'key'])
          .doUpdateSet({ request: asked, requestHash, createdAt: sql<Date>`clock()` })
          .where('keptAnswer.status', 'is', null)
          .where('keptAnswer.createdAt', '<', sql<Date>`clock() - ${CUT_OFF}`),
      )
      .returning('key')
      .executeTakeFirst();
    if (first) {
      request.keptAs = { actor, key };
      return;
    }
    const kept = await db
      .selectFrom('keptAnswer')
      .selectAll()
      .where('actor', '=', actor)
      .where('key', '=', key)
      .executeTakeFirst();
    if (!kept) return;
    if (kept.request !== asked || kept.requestHash !== requestHash) {
      throw new CounterflowError(
        'idempotency_key_reused',
        'This Idempotency-Key was used for another request. Take a new one for each request.',
      );
    }
    if (kept.status === null) {
      throw new CounterflowError('in_progress', 'The first request with this Idempotency-Key is not over yet.', {
        next: 'retry',
        waitMs: 1000,
      });
    }
    reply.code(kept.status).headers({ ...kept.headers, 'idempotency-replayed': 'true' });
    await reply.type('application/json').send(JSON.stringify(kept.body));
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const { keptAs } = request;
    if (!keptAs) return payload;
    const { actor, key } = keptAs;
    // A failure is not kept: the client may mend what was wrong and send the same key again.
    if (reply.statusCode >= 400) {
      await db.deleteFrom('keptAnswer').where('actor', '=', actor).where('key', '=', key).execute();
      return payload;
    }
    const etag = reply.getHeader('etag');
    await db
      .updateTable('keptAnswer')
      .set({
        status: reply.statusCode,
        body: typeof payload === 'string' && payload !== '' ? payload : 'null',
        headers: JSON.stringify(typeof etag === 'string' ? { etag } : {}),
      })
      .where('actor', '=', actor)
      .where('key', '=', key)
      .execute();
    await sql`delete from kept_answer where created_at < clock() - ${KEPT}`.execute(db);
    return payload;
  });
}
