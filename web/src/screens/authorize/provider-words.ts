import type { Connection } from '../../api/connections.ts';

/** A sentence about Lightspeed, as it is meant for a connection to another API. */
export function providerWords({ apiType }: Pick<Connection, 'apiType'>, sentence: string): string {
  if (apiType !== 'http') return sentence;
  return sentence
    .replace(/(^|\. )Lightspeed/g, '$1The OAuth 2.0 server')
    .replaceAll('Lightspeed', 'the OAuth 2.0 server');
}
