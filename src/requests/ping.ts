import { accessToken, usableConnection } from '../connections/access-token.ts';
import { apiOf } from '../connections/api-of.ts';
import { checkStandingConnection, nothingAsked, standingChecks } from '../connections/check-standing.ts';
import { MOST_CONCURRENCY } from '../connections/concurrency-schema.ts';
import { editedHttp } from '../connections/http-overrides.ts';
import { localChecks, timed } from '../connections/local-check.ts';
import { missingScopes } from '../connections/missing-scopes.ts';
import type { ConnectionInput, PingAnswer } from '../connections/schema.ts';
import { checkSettings } from '../connections/settings-check.ts';
import { standingSignIn } from '../connections/standing-sign-in.ts';
import { editSecrets, secretsToBe, splitSettings } from '../connections/stored-secrets.ts';
import { connectorOf } from '../connectors/catalogue.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { type ConnectionRow, connectionRow, markOnline } from '../store/connections.ts';
import { grantOf } from '../store/grants.ts';
import { newId } from '../store/id.ts';
import { probeApi } from './probe.ts';

type Check = PingAnswer['checks'][number];

/** Tries a stored connection step by step, ending at the first that fails. Throws `not_found`. */
export async function pingConnection(installation: Installation, id: string): Promise<PingAnswer> {
  const row = await connectionRow(installation.db, id);
  if (!row) throw new CounterflowError('not_found', `There is no connection with id ${id}. It may have been deleted.`);
  const trust = trustCheck(row);
  if (standingSignIn(row)) return answer([...trust, ...(await checkStandingConnection(installation, id))]);
  if (connectorOf(row.apiType)?.kind === 'api') return answer([...trust, ...(await apiChecks(installation, row))]);
  const checks = await localChecks(installation, row);
  if (checks.every(({ ok }) => ok)) await markOnline(installation.db, id);
  return answer(checks);
}

/** Tries what a form holds before it is stored; one that needs a consent can be tried no further than its settings. */
export async function pingDraft(installation: Installation, input: ConnectionInput): Promise<PingAnswer> {
  const settings = await timed('Settings', async () => {
    const { http, secrets } = editedHttp({ http: null, secrets: {} }, input.http);
    const given = { ...splitSettings(input.settings).secrets, ...secrets };
    await checkSettings(installation, { ...input, http }, secretsToBe(installation, undefined, given));
    return undefined;
  });
  if (settings.some(({ ok }) => !ok)) return answer(settings);
  const row = draftRow(installation, input);
  if (standingSignIn(row)) {
    return answer([...settings, ...trustCheck(row), ...(await standingChecks(installation, row))]);
  }
  if (connectorOf(input.apiType)?.kind === 'api') {
    const message = 'Save and authorize comes next: only then can requests be tried.';
    return answer([...settings, { name: 'Authorized', ok: false, ms: 0, message }]);
  }
  return answer([...settings, ...(await localChecks(installation, row))]);
}

async function apiChecks(installation: Installation, row: ConnectionRow): Promise<Check[]> {
  const checks = await timed('Access token', async () => {
    await accessToken(installation, await usableConnection(installation, row.id));
    const grant = await grantOf(installation.db, row.id);
    return grant?.expiresAt ? `Good until ${grant.expiresAt.toISOString().slice(11, 16)} UTC` : undefined;
  });
  if (checks.some(({ ok }) => !ok)) return checks;
  checks.push(
    ...(await timed('Account reached', async () => {
      const wasAsked = await probeApi(installation, row.id, 'test');
      return wasAsked ? (row.accountName ?? undefined) : nothingAsked;
    })),
  );
  if (checks.some(({ ok }) => !ok)) return checks;
  const granted = (await grantOf(installation.db, row.id))?.scopes ?? [];
  const missing = missingScopes(row, granted);
  const isWhole = missing.length === 0;
  const message = isWhole
    ? `${granted.length} granted`
    : `Not granted: ${missing.join(', ')}. Authorize again, as an employee who may give them.`;
  return [...checks, { name: 'Scopes', ok: isWhole, ms: 0, message }];
}

/** A warning where whoever answers is believed; nothing where they must prove who they are. */
function trustCheck(row: ConnectionRow): Check[] {
  if (apiOf(row)?.http.tls.verify !== false) return [];
  const message =
    'The certificate is not checked: whoever stands between can read and change everything, the credentials too. Give the certificate of the authority instead.';
  return [{ name: 'Who answers', ok: true, ms: 0, message }];
}

const answer = (checks: Check[]): PingAnswer => ({ ok: checks.every(({ ok }) => ok), checks });

/** A row that is nowhere stored, with its secrets sealed as stored ones would be. */
function draftRow(installation: Installation, input: ConnectionInput): ConnectionRow {
  const id = newId();
  const { settings, secrets } = splitSettings(input.settings);
  const { http, secrets: httpSecrets } = editedHttp({ http: null, secrets: {} }, input.http);
  const now = installation.clock.now();
  return {
    id,
    name: input.name,
    apiType: input.apiType,
    environment: input.environment,
    region: input.region ?? null,
    builtIn: false,
    iclientId: null,
    settings,
    secrets: editSecrets(installation, { table: 'connection', row: id }, {}, { ...secrets, ...httpSecrets }).secrets,
    http,
    status: 'new',
    targetConcurrency: MOST_CONCURRENCY,
    autoRecover: true,
    borrowFromConnectionId: null,
    paused: false,
    reason: null,
    reasonDetail: null,
    accountId: null,
    accountName: null,
    employee: null,
    lastCallAt: null,
    offlineSince: null,
    nextProbeAt: null,
    probes: 0,
    debugUntil: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}
