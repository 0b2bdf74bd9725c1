import pg from 'pg';
import { ownerRole } from './cluster.ts';

/** Name of the database and of the role behind "This installation's database". */
export const dataName = 'counterflow_data';

/**
 * Makes what is missing of counterflow's two databases and the data role, at every start, so that a start which was cut
 * short heals. The data role owns the `public` schema of its database and may enter no other one.
 */
export async function ensureDatabases(server: pg.ClientConfig, dataPassword: string): Promise<void> {
  await withClient({ ...server, database: 'postgres' }, async (client) => {
    const { rows } = await client.query<{ role: boolean; own: boolean; data: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS role,
              EXISTS (SELECT FROM pg_database WHERE datname = $2) AS own,
              EXISTS (SELECT FROM pg_database WHERE datname = $1) AS data`,
      [dataName, ownerRole],
    );
    const found = rows[0];
    if (!found?.role) await client.query(`CREATE ROLE ${dataName} LOGIN CONNECTION LIMIT 20`);
    await client.query(`ALTER ROLE ${dataName} PASSWORD ${client.escapeLiteral(dataPassword)}`);
    if (!found?.own) await client.query(`CREATE DATABASE ${ownerRole}`);
    if (!found?.data) await client.query(`CREATE DATABASE ${dataName}`);
    await client.query(`
      REVOKE ALL ON DATABASE postgres, template1, ${ownerRole}, ${dataName} FROM PUBLIC;
      GRANT CONNECT, TEMPORARY ON DATABASE ${dataName} TO ${dataName}`);
  });
  await withClient({ ...server, database: dataName }, (client) =>
    client.query(`ALTER SCHEMA public OWNER TO ${dataName}; REVOKE ALL ON SCHEMA public FROM PUBLIC`),
  );
}

async function withClient(config: pg.ClientConfig, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
