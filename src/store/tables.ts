import type { ColumnType, Generated } from 'kysely';
import type { SealedSecrets } from './vault.ts';

/** A time that the database fills in with `clock()` when left out. */
type DefaultTime = ColumnType<Date, Date | undefined, Date>;
type Json<T> = ColumnType<T, string | undefined, string>;
type RequiredJson<T> = ColumnType<T, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>;

interface Stamped {
  version: Generated<number>;
  createdAt: DefaultTime;
  updatedAt: DefaultTime;
}

export interface ClockSettingTable {
  one: Generated<boolean>;
  baseReal: Date;
  baseVirtual: Date;
  rate: number;
}

export interface SettingTable {
  key: string;
  value: RequiredJson<unknown>;
}

export interface DataKeyTable {
  version: number;
  wrapped: string;
  keyEncryptionKey: string;
  createdAt: DefaultTime;
  retiredAt: Date | null;
}

export interface AuditTable {
  id: string;
  at: DefaultTime;
  actor: string;
  source: string;
  action: string;
  resourceType: string;
  resourceId: string | null;
  before: NullableJson<Record<string, unknown>>;
  after: NullableJson<Record<string, unknown>>;
}

export interface KeptAnswerTable {
  actor: string;
  key: string;
  request: string;
  requestHash: string;
  status: number | null;
  body: NullableJson<unknown>;
  headers: NullableJson<Record<string, string>>;
  createdAt: DefaultTime;
}

export interface IClientTable extends Stamped {
  id: string;
  name: string;
  provider: string;
  clientId: string;
  secrets: Json<SealedSecrets>;
  oauthServer: string;
  isDefault: Generated<boolean>;
  landingUrl: string | null;
  http: NullableJson<unknown>;
}

export interface SandboxStoreTable {
  storeId: string;
  iclientId: string | null;
  createdAt: DefaultTime;
}

export interface ConnectionTable extends Stamped {
  id: string;
  name: string;
  apiType: string;
  environment: string;
  region: string | null;
  builtIn: Generated<boolean>;
  iclientId: string | null;
  settings: Json<Record<string, unknown>>;
  secrets: Json<SealedSecrets>;
  http: NullableJson<Record<string, unknown>>;
  status: Generated<string>;
  paused: Generated<boolean>;
  reason: string | null;
  reasonDetail: string | null;
  accountId: string | null;
  accountName: string | null;
  employee: string | null;
  lastCallAt: Date | null;
  offlineSince: Date | null;
  nextProbeAt: Date | null;
  probes: Generated<number>;
  targetConcurrency: Generated<number>;
  autoRecover: Generated<boolean>;
  /** Whose budget and concurrency it uses instead of its own. */
  borrowFromConnectionId: string | null;
  /** Until when its requests are recorded. */
  debugUntil: Date | null;
}

/** A connection that climbs back to its target concurrency after a 429. */
export interface RecoveryTable {
  connectionId: string;
  concurrency: number;
  droppedBooking: string;
  steppedBooking: string;
  successes: Generated<number>;
  hits: Generated<number>;
}

/** Requests of a minute; `flowId` is all zeros for those of no flow. */
export interface BudgetUseTable {
  budgetKey: string;
  minute: Date;
  connectionId: string;
  flowId: string;
  lane: string;
  requests: number;
  drips: number;
}

export interface DebugEntryTable {
  id: Generated<string>;
  connectionId: string;
  at: Date;
  kind: string;
  caller: RequiredJson<Record<string, unknown>>;
  method: string;
  url: string;
  requestHeaders: RequiredJson<Record<string, string>>;
  requestBody: string | null;
  requestBytes: number;
  requestCut: boolean;
  status: number | null;
  responseHeaders: NullableJson<Record<string, string>>;
  responseBody: string | null;
  responseBytes: number;
  responseCut: boolean;
  failure: string | null;
  ms: number;
  /** Exchanges before this one that could not be kept. */
  missed: Generated<number>;
}

export interface GrantTable {
  connectionId: string;
  generation: number;
  /** Sealed JSON `{accessToken, refreshToken}`. */
  tokenPair: string;
  /** Null for a grant without a refresh token. */
  refreshTokenFingerprint: string | null;
  scopes: string[];
  authorizedAt: Date;
  issuedAt: Date;
  expiresAt: Date | null;
  refreshDiesAt: Date | null;
  firstUsedAt: Date | null;
  lastUsedAt: Date | null;
  leaseOwner: string | null;
  leaseUntil: Date | null;
  attemptId: string | null;
  attemptStartedAt: Date | null;
  unknownSince: Date | null;
  forced: Generated<boolean>;
  /** Which of the API's OAuth servers gave the pair. */
  tokenServer: Generated<'new' | 'old'>;
  sparePair: string | null;
  spareGeneration: number | null;
}

export interface RefreshAttemptTable {
  id: string;
  connectionId: string;
  generation: number;
  startedAt: Date;
  endedAt: Date | null;
  outcome: string | null;
  detail: string | null;
}

/** What is known of a failed attempt beside its code. Never a secret. */
export interface AttemptFailure {
  /** HTTP status of the answer that failed it. */
  status?: number;
  /** The other side's own words, masked. */
  said?: string;
  /** The scope that was refused, where that is known. */
  scope?: string;
  /** How far this server's clock is ahead of the other side's; behind is negative. */
  clockAheadSeconds?: number;
}

export interface AuthorizationAttemptTable {
  id: string;
  connectionId: string;
  pageTokenHash: string;
  /** Sealed, so that the attempt's starter can be shown its address again. */
  pageToken: string;
  stateHash: string;
  cookieHash: string | null;
  secrets: Json<SealedSecrets>;
  redirectUri: string;
  authorizeUrl: string;
  startedBy: string;
  isLink: Generated<boolean>;
  /** Whether another account may take the place of the one that the connection belongs to. */
  replacesAccount: Generated<boolean>;
  status: Generated<string>;
  code: string | null;
  detail: string | null;
  failure: NullableJson<AttemptFailure>;
  accountId: string | null;
  accountName: string | null;
  employee: string | null;
  granted: NullableJson<Record<string, unknown>>;
  claimedAt: Date | null;
  createdAt: DefaultTime;
  expiresAt: Date;
}

export interface BudgetTable {
  key: string;
  kind: Generated<string>;
  sizeDrips: number | null;
  dripPerSecond: number | null;
  levelDrips: Generated<number>;
  levelAt: Date;
  burst: number | null;
  learned: Generated<boolean>;
  throttledUntil: Date | null;
  lastAnswered: Generated<string>;
  tooManyRequests: Generated<number>;
  tooManyRequestsOn: Date | null;
  lentUntil: Date | null;
}

export interface BudgetWindowTable {
  budgetKey: string;
  place: number;
  requests: number;
  seconds: number;
  used: Generated<number>;
  toldBooking: Generated<string>;
  toldSentAt: Date | null;
  toldAt: Date | null;
  endsAfter: Date | null;
  endsBefore: Date | null;
  toldReset: Generated<boolean>;
}

export interface BookingTable {
  id: Generated<string>;
  budgetKey: string;
  costDrips: number;
  lane: string;
  sendAt: Date;
  forgetAt: Date;
  answeredAt: Date | null;
  queueId: string | null;
}

export interface IntegrationTable extends Stamped {
  id: string;
  name: string;
}

export interface ExportTable extends Stamped {
  id: string;
  name: string;
  connectionId: string;
  resource: string;
  type: string;
  limitRecords: number | null;
  relations: Json<string[]>;
  filters: Json<{ field: string; operator: string; value: string }[]>;
}

export interface ImportTable extends Stamped {
  id: string;
  name: string;
  connectionId: string;
  operation: string;
  target: RequiredJson<Record<string, unknown>>;
  mapping: RequiredJson<unknown>;
}

export interface FlowTable extends Stamped {
  id: string;
  name: string;
  integrationId: string | null;
  schedule: string | null;
  timezone: Generated<string>;
  enabled: Generated<boolean>;
  nextRunAt: Date | null;
}

export interface FlowSourceTable {
  flowId: string;
  id: string;
  position: number;
  exportId: string;
}

export interface FlowStepTable {
  flowId: string;
  id: string;
  position: number;
  type: string;
  importId: string | null;
  onError: string;
}

export interface DeltaCursorTable {
  flowId: string;
  sourceId: string;
  fingerprint: string;
  position: RequiredJson<Record<string, unknown>>;
  updatedAt: DefaultTime;
}

export interface ContentHashTable {
  flowId: string;
  sourceId: string;
  key: string;
  hash: string;
  changedAt: string;
}

export interface RunTable {
  id: string;
  flowId: string;
  status: string;
  trigger: string;
  snapshot: RequiredJson<Record<string, unknown>>;
  epoch: Generated<number>;
  leaseOwner: string | null;
  leaseUntil: Date | null;
  asked: string | null;
  checkpoint: Json<Record<string, unknown>>;
  waiting: NullableJson<Record<string, unknown>>;
  wakeAt: Date | null;
  waitsOn: string | null;
  code: string | null;
  detail: string | null;
  startedAt: DefaultTime;
  endedAt: Date | null;
  workedMs: Generated<number>;
  /** Name of who started it; null for a schedule's, and for runs older than this column. */
  startedBy: string | null;
}

export interface RunPageTable {
  runId: string;
  stepId: string;
  page: number;
  recordsIn: number;
  success: number;
  ignored: number;
  errors: number;
  workedMs: Generated<number>;
  mappedMs: Generated<number>;
  waitedMs: Generated<number>;
  committedAt: DefaultTime;
}

export interface RecordErrorTable {
  id: string;
  flowId: string;
  runId: string;
  stepId: string;
  page: number;
  key: string;
  code: string;
  message: string;
  record: NullableJson<Record<string, unknown>>;
  inDoubt: Generated<boolean>;
  state: Generated<string>;
  resolution: string | null;
  createdAt: DefaultTime;
  resolvedAt: Date | null;
}

export interface UserTable {
  id: string;
  name: string;
  email: string;
  emailVerified: Generated<boolean>;
  image: string | null;
  role: Generated<string>;
  createdAt: DefaultTime;
  updatedAt: DefaultTime;
}

export interface SessionTable {
  id: string;
  token: string;
  userId: string;
  expiresAt: Date;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: DefaultTime;
  updatedAt: DefaultTime;
}

export interface ApiKeyTable {
  id: string;
  name: string;
  role: string;
  prefix: string;
  hash: string;
  userId: string;
  createdAt: DefaultTime;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

export interface SignInFailureTable {
  subject: string;
  at: DefaultTime;
}

export interface NoticeTable {
  id: Generated<string>;
  /** In the order they were written. */
  seq: ColumnType<string, never, never>;
  at: DefaultTime;
  kind: string;
  /** Names what is told once, however many look at it at the same time. */
  once: string | null;
  connectionId: string | null;
  connectionName: string;
  reason: string | null;
  detail: string | null;
  endsAt: Date | null;
  flows: Json<{ id: string; name: string }[]>;
}

export interface NoticeReadTable {
  userId: string;
  noticeId: string;
}

export interface WebhookTable extends Stamped {
  id: string;
  url: string;
  events: string[];
  enabled: Generated<boolean>;
  secrets: RequiredJson<SealedSecrets>;
}

export interface WebhookDeliveryTable {
  id: Generated<string>;
  webhookId: string;
  /** Null: it is a test. */
  noticeId: string | null;
  event: string;
  createdAt: DefaultTime;
  status: Generated<string>;
  attempts: Generated<number>;
  nextAttemptAt: DefaultTime;
  leaseOwner: string | null;
  leaseUntil: Date | null;
  lastAttemptAt: Date | null;
  lastStatus: number | null;
  lastError: string | null;
  endedAt: Date | null;
}

/** Tables of counterflow's own database. Column names are camelCase here and snake_case in SQL. */
export interface Tables {
  clockSetting: ClockSettingTable;
  setting: SettingTable;
  dataKey: DataKeyTable;
  audit: AuditTable;
  keptAnswer: KeptAnswerTable;
  iclient: IClientTable;
  sandboxStore: SandboxStoreTable;
  connection: ConnectionTable;
  grant: GrantTable;
  refreshAttempt: RefreshAttemptTable;
  debugEntry: DebugEntryTable;
  authorizationAttempt: AuthorizationAttemptTable;
  budget: BudgetTable;
  budgetWindow: BudgetWindowTable;
  budgetUse: BudgetUseTable;
  recovery: RecoveryTable;
  booking: BookingTable;
  integration: IntegrationTable;
  export: ExportTable;
  import: ImportTable;
  flow: FlowTable;
  flowSource: FlowSourceTable;
  flowStep: FlowStepTable;
  deltaCursor: DeltaCursorTable;
  contentHash: ContentHashTable;
  run: RunTable;
  runPage: RunPageTable;
  recordError: RecordErrorTable;
  user: UserTable;
  session: SessionTable;
  apiKey: ApiKeyTable;
  signInFailure: SignInFailureTable;
  notice: NoticeTable;
  noticeRead: NoticeReadTable;
  webhook: WebhookTable;
  webhookDelivery: WebhookDeliveryTable;
}
