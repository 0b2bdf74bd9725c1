import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStillSandbox } from '../support/sandbox-client.ts';
import { post, refreshing, statusWith, tokenUrl } from '../support/sandbox-tokens.ts';

/** A token pair by number: the model knows pairs whose reply was lost, the client does not. */
type Pair = number;

/** A rule as its documentation has it, without tokens, expiry or limits. */
interface Rule {
  /** Refresh with the refresh token of this pair: the pair given for it, or refused. `next` is a number not used yet. */
  refresh(by: Pair, next: Pair): Pair | 'refused';
  /** Whether the access token of this pair opens the API. */
  use(pair: Pair): boolean;
}

/** The same refresh token for ever; the access token stays as well while it has long to live. */
const staticToken = (): Rule => ({ refresh: (by) => by, use: () => true });

/** Only the newest pair lives. */
function immediate(): Rule {
  let live: Pair = 0;
  return {
    refresh: (by, next) => {
      if (by !== live) return 'refused';
      live = next;
      return next;
    },
    use: (pair) => pair === live,
  };
}

/** A refresh token lives until a pair given for it is used, by its access or by its refresh token. */
function untilFirstUse(honours: 'first' | 'last'): Rule {
  let live: Pair = 0;
  let given: Pair[] = [];
  const prove = (pair: Pair) => {
    if (!given.includes(pair)) return;
    live = pair;
    given = [];
  };
  return {
    refresh: (by, next) => {
      prove(by);
      if (by !== live) return 'refused';
      given = honours === 'last' ? [next] : [...given, next];
      return next;
    },
    use: (pair) => {
      prove(pair);
      return pair === live;
    },
  };
}

const servers = [
  { name: 'the old R-Series server', settings: {}, grant: { server: 'old' }, url: 'old', rule: staticToken },
  ...(['first', 'last'] as const).map((repeatHonours) => ({
    name: `the new R-Series server, honouring the ${repeatHonours} of several pairs`,
    settings: { repeatHonours },
    grant: {},
    url: 'new' as const,
    rule: () => untilFirstUse(repeatHonours),
  })),
  { name: 'X-Series', settings: { series: 'x' }, grant: {}, url: 'x', rule: immediate },
] as const;

/** `which` picks one of the pairs that the client holds, the newest ones more often. */
const which = fc.oneof(fc.constant(0), fc.constant(1), fc.nat(6));
const step = fc.oneof(
  fc.record({ kind: fc.constant('refresh' as const), which }),
  fc.record({ kind: fc.constant('refreshReplyLost' as const), which }),
  fc.record({ kind: fc.constant('use' as const), which }),
);

let world: Awaited<ReturnType<typeof startStillSandbox>>;
beforeAll(async () => {
  world = await startStillSandbox();
});
afterAll(() => world.sandbox.close());

describe.each(servers)('$name', ({ settings, grant, url, rule }) => {
  test('keeps its rule over any order of refreshes, uses and lost replies', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        const store = await world.control.createStore({ accessSeconds: 1e6, ...settings });
        const at = url === 'x' ? tokenUrl.x(world.sandbox, store) : tokenUrl[url](world.sandbox);
        const held = [{ pair: 0, ...(await world.control.grantBy(store.id, grant)) }];
        const model = rule();
        for (const [index, { kind, which: back }] of steps.entries()) {
          // At most 5 refreshes a minute are answered, which is another rule.
          world.time.ms += 13_000;
          const mine = held.at(-1 - (back % held.length)) as (typeof held)[number];
          if (kind === 'use') {
            const isOpen = (await statusWith(world.sandbox, store, mine.accessToken)) !== 401;
            expect(isOpen, `step ${index}`).toBe(model.use(mine.pair));
            continue;
          }
          const expected = model.refresh(mine.pair, index + 1);
          if (kind === 'refreshReplyLost') {
            await world.control.fault({ match: { store: store.id }, kind: 'dropTokenReply', times: 1 });
            await expect(post(at, refreshing(store, mine.refreshToken))).rejects.toThrow();
            continue;
          }
          const { status, body } = await post(at, refreshing(store, mine.refreshToken));
          expect(status, `step ${index}`).toBe(expected === 'refused' ? 400 : 200);
          if (expected !== 'refused' && expected !== mine.pair)
            held.push({
              pair: expected,
              accessToken: body.access_token ?? '',
              refreshToken: body.refresh_token ?? '',
              expiresIn: 0,
            });
        }
        await world.control.call('DELETE', `stores/${store.id}`);
        await world.control.clearFaults();
      }),
      { numRuns: 60 },
    ));
});
