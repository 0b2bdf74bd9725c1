import type { ApiType } from '../../../../src/connections/schema.ts';
import type { IClient } from '../../api/iclients.ts';

/** API types in the groups in which the form offers them. */
export const apiTypeGroups: Record<'lightspeed' | 'data' | 'other', readonly ApiType[]> = {
  lightspeed: ['lightspeed-v3', 'lightspeed-v2', 'lightspeed-x', 'lightspeed-c'],
  data: ['postgres', 'folder'],
  other: ['http'],
};

export type FieldOfClients = 'iClientId' | 'xIClientId' | 'httpIClientId';
export type FieldOfScopes = 'scopes' | 'xScopes' | 'httpScopes';

/** Field of the form that holds the chosen client. */
export function clientField(apiType: ApiType): FieldOfClients {
  if (apiType === 'http') return 'httpIClientId';
  return apiType === 'lightspeed-x' ? 'xIClientId' : 'iClientId';
}

/** Field of the form that holds the chosen scopes. */
export function scopesField(apiType: ApiType): FieldOfScopes {
  if (apiType === 'http') return 'httpScopes';
  return apiType === 'lightspeed-x' ? 'xScopes' : 'scopes';
}

/** Whose apps a type signs in as. */
export function providerOf(apiType: ApiType): IClient['provider'] {
  if (apiType === 'http') return 'custom';
  return apiType === 'lightspeed-x' ? 'lightspeed-x' : 'lightspeed-r';
}

/** Whether an API type is reached over HTTP, so that HTTP view has something to show. */
export const speaksHttp = (apiType: ApiType): boolean => apiType !== 'postgres' && apiType !== 'folder';
