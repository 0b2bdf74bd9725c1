import type { Operations } from './call.ts';
import { list } from './fields.ts';
import { limitView } from './limits.ts';

/** The key's own pages. Their envelopes are camelCase as those of lists (firm). */
export const accountOperations: Operations = {
  'GET account': {
    run({ call: { opened }, view }) {
      const below = (path: string) => list(() => `account/${path}`).show(undefined, {}, view);
      const account = {
        id: opened.store.number,
        appId: false,
        apiKey: opened.key,
        signout: below('signout'),
        permissions: below('permissions'),
        ratelimit: below('ratelimit'),
        metafields: below('metafields'),
      };
      return { status: 200, body: { account } };
    },
  },
  'GET account/permissions': {
    run: ({ call: { opened } }) => ({ status: 200, body: { accountPermissions: opened.permissions } }),
  },
  'GET account/ratelimit': {
    run: ({ call: { limits, nowMs } }) => ({ status: 200, body: { accountRatelimit: limitView(limits, nowMs) } }),
  },
};
