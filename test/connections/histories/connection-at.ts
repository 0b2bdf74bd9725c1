import type { Kind, TokenServers } from './token-servers.ts';

/** What a connection to a token server of this kind is set to. */
export function connectionAt({ r, x }: TokenServers, kind: Kind) {
  switch (kind) {
    case 'rNewHonoursFirst':
    case 'rNewHonoursLast':
    case 'rOld': {
      const { accountId } = kind === 'rNewHonoursFirst' ? r.first : r.last;
      return {
        apiType: 'lightspeed-v3',
        environment: 'sandbox',
        settings: {},
        http: undefined,
        accountId,
        url: 'Item.json',
      } as const;
    }
    case 'x': {
      const settings = { subdomain: x.domainPrefix };
      return {
        apiType: 'lightspeed-x',
        environment: 'sandbox',
        settings,
        http: undefined,
        accountId: x.domainPrefix,
        url: 'outlets',
      } as const;
    }
    case 'oidcProvider': {
      const http = { baseUri: 'https://op.example/' };
      return { apiType: 'http', environment: 'live', settings: {}, http, accountId: null, url: 'me' } as const;
    }
    default: {
      const http = { baseUri: 'https://api.example/' };
      return { apiType: 'http', environment: 'live', settings: {}, http, accountId: null, url: 'things' } as const;
    }
  }
}
