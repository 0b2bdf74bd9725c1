import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { testDatabase } from '../support/database.ts';
import { databaseLine } from '../support/database-line.ts';

test('a connection that is cut in the midst of a transaction fails the transaction, not the process', async () => {
  const database = await testDatabase();
  const line = await databaseLine(String(database.connection.host));
  const { db, close } = openDatabase({ ...database.connection, host: '127.0.0.1', port: line.port });
  onTestFinished(async () => {
    await close();
    await line.close();
    await database.drop();
  });
  // An error event that nobody hears would end the process, and this test run with it.
  const uncaught: unknown[] = [];
  const note = (cause: unknown) => void uncaught.push(cause);
  process.on('uncaughtException', note);
  onTestFinished(() => void process.off('uncaughtException', note));

  const cutShort = db.transaction().execute(async (tx) => {
    await sql`select 1`.execute(tx);
    await line.cut();
    await sql`select 1`.execute(tx);
  });
  await expect(cutShort).rejects.toThrow();
  expect(uncaught).toEqual([]);
});
