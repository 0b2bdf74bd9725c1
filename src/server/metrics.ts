import { sql } from 'kysely';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Db } from '../store/database.ts';
import type { App, ServerContext } from './context.ts';

/** `/metrics` in Prometheus' text format: this process, its requests, and what the database counts. Needs a key. */
export function metricsRoute(app: App, { installation: { db } }: ServerContext): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'counterflow_http_request_duration_seconds',
    help: 'How long requests took, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    // The route's pattern, not the address: ids would make a series each.
    const route = request.routeOptions.url ?? 'none';
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    durations.observe(labels, reply.elapsedTime / 1000);
  });
  countedGauge(registry, db, 'counterflow_connections', 'Connections by status.', 'connection');
  countedGauge(registry, db, 'counterflow_runs', 'Runs by status.', 'run');
  new Gauge({
    name: 'counterflow_open_errors',
    help: 'Failed records that nobody settled yet.',
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ count: number }>`
        select count(*)::integer as count from record_error where state = 'open'`.execute(db);
      this.set(rows[0]?.count ?? 0);
    },
  });
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}

function countedGauge(registry: Registry, db: Db, name: string, help: string, table: 'connection' | 'run'): void {
  new Gauge({
    name,
    help,
    labelNames: ['status'],
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ status: string; count: number }>`
        select status, count(*)::integer as count from ${sql.table(table)} group by status`.execute(db);
      this.reset();
      for (const { status, count } of rows) this.set({ status }, count);
    },
  });
}
