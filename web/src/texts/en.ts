import { addresses } from './en/addresses.ts';
import { apiKeys } from './en/api-keys.ts';
import { audit } from './en/audit.ts';
import { authorize } from './en/authorize.ts';
import { common } from './en/common.ts';
import { connectionForm } from './en/connection-form.ts';
import { connectionPage } from './en/connection-page.ts';
import { connections } from './en/connections.ts';
import { debugLog } from './en/debug-log.ts';
import { exports } from './en/exports.ts';
import { flows } from './en/flows.ts';
import { help } from './en/help.ts';
import { home } from './en/home.ts';
import { httpView } from './en/http-view.ts';
import { iClients } from './en/iclients.ts';
import { imports } from './en/imports.ts';
import { notices } from './en/notices.ts';
import { runs } from './en/runs.ts';
import { sandbox } from './en/sandbox.ts';
import { shell } from './en/shell.ts';
import { signIn } from './en/sign-in.ts';
import { store } from './en/store.ts';
import { tables } from './en/tables.ts';
import { webhooks } from './en/webhooks.ts';

/** Every text a person reads, by key, in the syntax of `message.ts`. One file an area; a new area is one line here. */
export const en = {
  ...common,
  ...addresses,
  ...shell,
  ...signIn,
  ...home,
  ...connections,
  ...connectionPage,
  ...audit,
  ...debugLog,
  ...exports,
  ...imports,
  ...flows,
  ...connectionForm,
  ...httpView,
  ...authorize,
  ...help,
  ...iClients,
  ...sandbox,
  ...store,
  ...apiKeys,
  ...runs,
  ...notices,
  ...webhooks,
  ...tables,
} as const;
