import { z } from 'zod';
import { pairsOf } from '../oauth/families.ts';
import { isOAuthError } from '../oauth/oauth-error.ts';
import { knownScopes } from '../r-series/scopes.ts';
import { type Employee, isRStore } from '../store.ts';
import type { ControlParts } from './calls.ts';
import { type ControlReply, refusal } from './control-desk.ts';

const scope = z.string().refine((name) => knownScopes.has(name), { error: 'Not a scope of R-Series.' });
const grantInput = z.object({
  scopes: z.array(scope).min(1).optional(),
  server: z.enum(['new', 'old']).default('new'),
});
const consentInput = z.object({ url: z.url(), login: z.string().optional(), decision: z.enum(['allow', 'deny']) });

/** A grant without a consent page, given by the store's owner. */
export function makeGrant({ journal, server }: ControlParts, storeId: string, body: unknown): ControlReply {
  const store = journal.kept.stores.get(storeId);
  if (!isRStore(store)) return refusal(404, `No R-Series store ${storeId} in this sandbox.`);
  const input = grantInput.parse(body ?? {});
  if (input.server === 'old') return refusal(400, 'server: the old OAuth server is not emulated yet; use "new".');
  const { reply } = server.grant(store, store.employees[0] as Employee, input.scopes ?? ['employee:all']);
  return {
    status: 201,
    body: { accessToken: reply.access_token, refreshToken: reply.refresh_token, expiresIn: reply.expires_in },
  };
}

/** What the consent page would have answered. */
export function answerConsent({ server, pages, journal }: ControlParts, body: unknown): ControlReply {
  const { url, login, decision } = consentInput.parse(body);
  const request = server.readAuthorize(new URL(url).searchParams, knownScopes);
  if (isOAuthError(request)) return { status: request.status, body: request.body };
  if (decision === 'deny') return { status: 200, body: { location: server.decide(request, 'deny') } };
  const own = [...journal.kept.stores.values()].filter(isRStore).find(({ clientId }) => clientId === request.clientId);
  const name = login ?? own?.employees[0]?.login ?? '';
  const person = pages.employeeOf(name, undefined);
  if (!person) return refusal(400, `login: nobody signs in as "${name}".`);
  return { status: 200, body: { location: server.decide(request, { ...person, scopes: request.scopes }) } };
}

export function listGrants({ journal, clock }: ControlParts, storeId: string | null): object[] {
  return [...journal.kept.families.values()]
    .filter((family) => storeId === null || family.storeId === storeId)
    .map((family) => ({
      family: family.id,
      generation: Math.max(...pairsOf(family).map(({ generation }) => generation)),
      state: family.state === 'live' && isIdle(pairsOf(family), clock.nowMs()) ? 'expired' : family.state,
      refreshes: family.refreshes,
      reuseAttempts: family.reuseAttempts,
    }));
}

/** Whether no pair can be refreshed any more. */
const isIdle = (pairs: { refreshUntilMs: number }[], nowMs: number) =>
  pairs.every(({ refreshUntilMs }) => refreshUntilMs <= nowMs);
