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

/** Whether an API type signs in by OAuth 2.0; the others, and X-Series with a personal token, are tried as soon as they are saved. */
export function signsIn({ apiType, signIn }: { apiType: ApiType; signIn: 'oauth' | 'token' }): boolean {
  if (apiType === 'lightspeed-x') return signIn === 'oauth';
  return apiType === 'http' || apiType === 'lightspeed-v3' || apiType === 'lightspeed-v2';
}
