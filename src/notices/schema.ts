import { z } from 'zod';
import { id, listOf, listQuery, stamps, storedSecret, time } from '../rest.ts';

/** What a notice tells of, and what a webhook may ask to hear. */
export const noticeKinds = [
  'connection.unauthorized',
  'connection.offline',
  'connection.online',
  'connection.expiring',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export const notice = z
  .object({
    id,
    at: time,
    kind: z.enum(noticeKinds),
    /** `id` is null once the connection is deleted; the name is the one it had. */
    connection: z.object({ id: id.nullable(), name: z.string() }),
    /** Stable code of why, and the sentence a person reads; null when all is well again. */
    reason: z.string().nullable(),
    detail: z.string().nullable(),
    /** When a sign-in that is about to end does so. */
    endsAt: time.nullable(),
    /** Flows of the connection that are switched on or under way: they wait for it, or go on. */
    flows: z.array(z.object({ id, name: z.string() })),
    /** Whether who asks has read it. */
    read: z.boolean(),
  })
  .meta({ id: 'Notice' });
export type Notice = z.infer<typeof notice>;

export const noticeQuery = listQuery.omit({ q: true }).extend({ unread: z.stringbool().default(false) });
export type NoticeQuery = z.infer<typeof noticeQuery>;
/** `unread`: how many there are in all. */
export const noticeList = listOf(notice).extend({ unread: z.number().int() });
export type NoticeList = z.infer<typeof noticeList>;

export const readInput = z.union([z.object({ ids: z.array(id).min(1).max(1000) }), z.object({ all: z.literal(true) })]);
export type ReadInput = z.infer<typeof readInput>;
export const readAnswer = z.object({ unread: z.number().int() });

const url = z
  .url({ error: 'Give a whole address, such as https://example.com/hooks/counterflow.', abort: true })
  .max(2000)
  .refine((text) => /^https?:/i.test(text), 'Give an https or http address.')
  .refine((text) => {
    const { username, password } = new URL(text);
    return username === '' && password === '';
  }, 'Leave name and password out: messages are signed instead.');
const events = z
  .array(z.enum(noticeKinds))
  .min(1, 'Choose at least one event.')
  .transform((chosen) => noticeKinds.filter((kind) => chosen.includes(kind)));

export const webhookInput = z.object({
  url,
  events: events.default([...noticeKinds]),
  enabled: z.boolean().default(true),
});
export type WebhookInput = z.infer<typeof webhookInput>;

export const webhookPatch = z.object({
  url: url.optional(),
  events: events.optional(),
  enabled: z.boolean().optional(),
});
export type WebhookPatch = z.infer<typeof webhookPatch>;

export const deliveryStatuses = ['waiting', 'delivered', 'failed'] as const;

/** One message to one webhook, with its last attempt. */
export const delivery = z
  .object({
    /** The `webhook-id` of the message, the same at every attempt. */
    id,
    event: z.enum([...noticeKinds, 'webhook.test']),
    noticeId: id.nullable(),
    status: z.enum(deliveryStatuses),
    attempts: z.number().int(),
    /** HTTP status of the last answer; null when none came. */
    lastStatus: z.number().int().nullable(),
    lastError: z.string().nullable(),
    createdAt: time,
    lastAttemptAt: time.nullable(),
    /** While it waits: when it is tried next. */
    nextAttemptAt: time.nullable(),
    endedAt: time.nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
export type Delivery = z.infer<typeof delivery>;

export const webhook = z
  .object({
    id,
    url: z.string(),
    events: z.array(z.enum(noticeKinds)),
    enabled: z.boolean(),
    secret: storedSecret,
    lastDelivery: delivery.nullable(),
    ...stamps,
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof webhook>;

/** `signingSecret` is shown this once. */
export const webhookCreated = webhook.extend({ signingSecret: z.string() });
export type WebhookCreated = z.infer<typeof webhookCreated>;
export const signingSecret = z.object({ signingSecret: z.string() });
