import { expect, test } from 'vitest';
import type { Installation } from '../../src/installation.ts';
import { refreshWorld } from '../connections/refresh-world.ts';

/** The same process, whose database takes no new rows while `isAway` says so. */
function withoutInserts(process: Installation, isAway: () => boolean): Installation {
  const db = new Proxy(process.db, {
    get(target, name) {
      if (name === 'insertInto' && isAway()) throw new Error('Connection terminated unexpectedly');
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { ...process, db };
}

test('a budget that could not be written down at a first request is at the next one', async () => {
  const world = await refreshWorld();
  const subject = await world.freshConnection();
  let isAway = true;
  const process = withoutInserts(world.process(), () => isAway);
  await expect(world.run(world.ask(process, subject))).rejects.toThrow('Connection terminated');
  isAway = false;
  expect(await world.run(world.ask(process, subject))).toBe(200);
});
