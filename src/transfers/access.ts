import type pg from 'pg';
import { apiOf } from '../connections/api-of.ts';
import { baseUriOf } from '../connections/connector-address.ts';
import { folderOf } from '../connections/folder-access.ts';
import { openPostgres } from '../connections/postgres-access.ts';
import { storedValues } from '../connections/template-values.ts';
import type { ApiConnector } from '../connectors/connector.ts';
import { CounterflowError } from '../counterflow-error.ts';
import { fromSandboxAddress } from '../http/sandbox-address.ts';
import type { Installation } from '../installation.ts';
import type { ApiReply, ApiRequest, SendOptions } from '../requests/request.ts';
import { sendRequest } from '../requests/send-request.ts';
import { turnAhead } from '../requests/turn-ahead.ts';
import { connectionRow } from '../store/connections.ts';

/** Sends one request over a connection: `sendRequest` with its connection filled in. */
export type Send = (request: ApiRequest, options: SendOptions) => Promise<ApiReply>;

/** A connection that an export reads: its API, the account it opens, and the way to send. */
export interface Source {
  connector: ApiConnector;
  environment: 'live' | 'sandbox';
  accountId: string | null;
  /** Where the connection's requests go: what leads elsewhere is not followed. */
  origin: string;
  send: Send;
  /** The real address of a paging URL, which a sandbox sends with its own address in front. */
  realUrl(url: string): string;
}

/** How transfers reach connections. A parameter, so that tests say what is on the other side. */
export interface Access {
  source(connectionId: string): Promise<Source>;
  /** A pool on the connection's database, shared and never ended by who asks for it. */
  postgres(connectionId: string): Promise<pg.Pool>;
  /** Path of a folder connection. */
  folder(connectionId: string): Promise<string>;
}

/** The ways of a running installation. `source` throws `not_found` and `not_an_api`. */
export function accessOf(installation: Installation): Access {
  return {
    postgres: (connectionId) => openPostgres(installation, connectionId),
    folder: (connectionId) => folderOf(installation, connectionId),
    async source(connectionId) {
      const connection = await connectionRow(installation.db, connectionId);
      if (!connection) throw new CounterflowError('not_found', `There is no connection with id ${connectionId}.`);
      const connector = apiOf(connection);
      if (!connector) {
        throw new CounterflowError(
          'not_an_api',
          `"${connection.name}" is no API connection: nothing can be exported from it.`,
        );
      }
      const isSandbox = connection.environment === 'sandbox';
      const ahead = turnAhead(installation, connectionId);
      return {
        connector,
        environment: isSandbox ? 'sandbox' : 'live',
        accountId: connection.accountId,
        origin: new URL(baseUriOf(connector, connection, storedValues(installation, connection))).origin,
        send: (request, options) => sendRequest(installation, connectionId, request, options, ahead),
        realUrl: (url) => {
          const sandboxUrl = isSandbox ? installation.sandboxUrl() : undefined;
          return sandboxUrl ? fromSandboxAddress(url, sandboxUrl) : url;
        },
      };
    },
  };
}
