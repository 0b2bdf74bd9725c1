/** The part of npm `oidc-provider` that tests use; it brings no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export default class Provider {
    constructor(issuer: string, configuration: object);
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    on(
      event: 'grant.success' | 'grant.error' | 'grant.revoked',
      listener: (context: { oidc: { params: Record<string, string> } }) => void,
    ): this;
  }
}
