import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../web/src/api/connections.ts';
import { firstStep } from '../../../web/src/screens/home/first-step.ts';

type Known = Pick<Connection, 'id' | 'name' | 'status' | 'settings'>;

const shop = (status: Connection['status']): Known => ({
  id: status,
  name: status,
  status,
  settings: { iClientId: 'client', scopes: [] },
});
const folder: Known = { id: 'folder', name: 'Folder', status: 'online', settings: { path: '/data' } };

describe('the first steps', () => {
  test('begin with a connection to a shop; a folder alone is none', () => {
    expect(firstStep({ exports: 0 }, [])).toEqual({ current: 1, connected: undefined, unfinished: undefined });
    expect(firstStep({ exports: 0 }, [folder]).current).toBe(1);
  });

  test('offer to end what was begun: a connection that waits for its authorization', () =>
    expect(firstStep({ exports: 0 }, [folder, shop('new')])).toMatchObject({ current: 1, unfinished: { id: 'new' } }));

  test('go on to the export once a shop is connected, and to the run once there is an export', () => {
    expect(firstStep({ exports: 0 }, [shop('new'), shop('online')])).toMatchObject({
      current: 2,
      connected: { id: 'online' },
      unfinished: undefined,
    });
    expect(firstStep({ exports: 1 }, [shop('online')]).current).toBe(3);
  });
});
