import type { Installation } from '../installation.ts';
import { checkLocalConnection } from './local-check.ts';

export const DATA_CONNECTION = "This installation's database";
/** The same in every installation, so that two servers starting at once make it once. */
const DATA_CONNECTION_ID = '00000000-0000-7000-8000-000000000001';

/** Makes the connection to this installation's own data database where there is none yet, and tries it. Answers its id. */
export async function ensureBuiltInConnection(installation: Installation): Promise<string> {
  await installation.db
    .insertInto('connection')
    .values({
      id: DATA_CONNECTION_ID,
      name: DATA_CONNECTION,
      apiType: 'postgres',
      environment: 'live',
      builtIn: true,
      region: null,
      iclientId: null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  await checkLocalConnection(installation, DATA_CONNECTION_ID);
  return DATA_CONNECTION_ID;
}
