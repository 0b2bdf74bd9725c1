import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Delivery, Webhook, WebhookCreated, WebhookPatch, webhookInput } from '../../../src/notices/schema.ts';
import type { List } from '../../../src/rest.ts';
import { send } from './client.ts';

export type { Delivery, Webhook, WebhookCreated };

const path = '/v1/webhooks';

export const webhooksQuery = () =>
  queryOptions({
    queryKey: ['webhooks', 'list'],
    queryFn: ({ signal }) => send<List<Webhook>>('GET', path, { signal, query: { limit: 1000 } }),
    refetchInterval: 10_000,
  });

/** The last deliveries of a webhook, newest first. */
export const deliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id, 'deliveries'],
    queryFn: ({ signal }) => send<List<Delivery>>('GET', `${path}/${id}/deliveries`, { signal, query: { limit: 50 } }),
    refetchInterval: 3_000,
  });

export const createWebhook = (body: z.input<typeof webhookInput>) => send<WebhookCreated>('POST', path, { body });
export const changeWebhook = (id: string, version: number, body: WebhookPatch) =>
  send<Webhook>('PATCH', `${path}/${id}`, { body, version });
export const deleteWebhook = (id: string) => send<void>('DELETE', `${path}/${id}`);
export const renewSecret = (id: string) =>
  send<{ signingSecret: string }>('POST', `${path}/${id}/secret`, { body: {} });
export const testWebhook = (id: string) => send<Delivery>('POST', `${path}/${id}/test`, { body: {} });
