/** The part of npm `oidc-provider` that tests use; it brings no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Token {
    consumed?: unknown;
    /** Its value. */
    save(): Promise<string>;
    destroy(): Promise<void>;
  }
  interface TokenModel {
    new (of: { accountId: string; client: object; grantId: string; gty: string; scope: string }): Token;
    find(value: string): Promise<Token | undefined>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  export default class Provider {
    constructor(issuer: string, configuration: object);
    Client: { find(id: string): Promise<object | undefined> };
    Grant: {
      new (of: { accountId: string; clientId: string }): { addOIDCScope(scope: string): void; save(): Promise<string> };
    };
    AccessToken: TokenModel;
    RefreshToken: TokenModel;
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    on(
      event: 'grant.success' | 'grant.error' | 'grant.revoked',
      listener: (context: { oidc: { params: Record<string, string> } }) => void,
    ): this;
  }
}
