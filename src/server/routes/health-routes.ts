import { sql } from 'kysely';
import { z } from 'zod';
import { CounterflowError } from '../../counterflow-error.ts';
import type { App, ServerContext } from '../context.ts';
import { refusals } from './parameters.ts';

/** Whether the process lives, whether it can serve, and the description of its API. */
export function healthRoutes(app: App, { installation }: ServerContext): void {
  const config = { open: true };
  const health = z.object({ status: z.literal('ok') });
  const schema = { tags: ['Health'], response: { 200: health, ...refusals } };
  app.get('/health/live', { config, schema: { ...schema, summary: 'Whether the process lives' } }, () => ({
    status: 'ok' as const,
  }));
  const databaseAnswers = databaseQuestion(installation);
  app.get('/health/ready', { config, schema: { ...schema, summary: 'Whether it can serve' } }, async () => {
    if (await databaseAnswers()) return { status: 'ok' as const };
    throw new CounterflowError('store_away', "counterflow's database does not answer.", {
      next: 'retry',
      waitMs: 1000,
    });
  });
  app.get('/openapi.json', { config: { role: 'monitor' }, schema: { hide: true } }, () => app.swagger());
}

/** A database may also stand still: then no reply ever says so. */
const ANSWER_MS = 2000;

/** Asks the database whether it is there; one question at a time, so that asking often takes no connection from others. */
function databaseQuestion({ db, clock }: ServerContext['installation']): () => Promise<boolean> {
  let asked: Promise<boolean> | undefined;
  return () => {
    asked ??= sql`select 1`
      .execute(db)
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        asked = undefined;
      });
    return Promise.race([asked, clock.sleep(ANSWER_MS).then(() => false)]);
  };
}
