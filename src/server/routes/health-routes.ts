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
  app.get('/health/live', { config, schema }, () => ({ status: 'ok' as const }));
  app.get('/health/ready', { config, schema }, async () => {
    try {
      await sql`select 1`.execute(installation.db);
    } catch (cause) {
      throw new CounterflowError('store_away', "counterflow's database does not answer.", {
        cause,
        next: 'retry',
        waitMs: 1000,
      });
    }
    return { status: 'ok' as const };
  });
  app.get('/openapi.json', { config: { role: 'monitor' }, schema: { hide: true } }, () => app.swagger());
}
