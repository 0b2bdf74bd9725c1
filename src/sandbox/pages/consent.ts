import { randomBytes } from 'node:crypto';
import type { AuthorizationServer, AuthorizeRequest } from '../oauth/authorization-server.ts';
import { isOAuthError } from '../oauth/oauth-error.ts';
import { knownScopes, scopeWords } from '../r-series/scopes.ts';
import type { Employee, RStore } from '../store.ts';
import { escaped, page } from './html.ts';

export interface PageReply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

interface SignedIn {
  store: RStore;
  employee: Employee;
}

const COOKIE = 'sandbox_session';

/** The sign-in and consent pages. Plain forms, so that they work without scripts. */
export class ConsentPages {
  readonly #server: AuthorizationServer;
  readonly #stores: () => Iterable<RStore>;
  readonly #sessions = new Map<string, SignedIn>();

  constructor(server: AuthorizationServer, stores: () => Iterable<RStore>) {
    this.#server = server;
    this.#stores = stores;
  }

  handle(method: string, query: URLSearchParams, cookie: string | undefined, form: URLSearchParams): PageReply {
    const request = this.#server.readAuthorize(query, knownScopes);
    if (isOAuthError(request)) {
      return {
        status: request.status,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request.body),
      };
    }
    const session = this.#sessions.get(cookieValue(cookie));
    if (method === 'GET') return html(200, session ? consentPage(request, session) : signInPage(''));
    if (form.get('action') === 'signIn') return this.#signIn(form, query);
    if (form.get('action') === 'switch' || !session) return html(200, signInPage(''));
    const decision =
      form.get('action') === 'allow'
        ? { ...session, scopes: request.scopes.filter((scope) => form.getAll('scope').includes(scope)) }
        : 'deny';
    return redirect(this.#server.decide(request, decision));
  }

  /** Who signs in with these; undefined when name or password is wrong. */
  employeeOf(login: string, password: string | undefined): SignedIn | undefined {
    for (const store of this.#stores()) {
      const employee = store.employees.find(
        (one) => one.login === login && (password === undefined || one.password === password),
      );
      if (employee) return { store, employee };
    }
    return undefined;
  }

  #signIn(form: URLSearchParams, query: URLSearchParams): PageReply {
    const found = this.employeeOf(form.get('login') ?? '', form.get('password') ?? '');
    if (!found) return html(401, signInPage('Wrong user name or password.'));
    const id = randomBytes(24).toString('hex');
    this.#sessions.set(id, found);
    return {
      status: 303,
      headers: { location: `?${query}`, 'set-cookie': `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax` },
      body: '',
    };
  }
}

function cookieValue(header: string | undefined): string {
  return new RegExp(`(?:^|; )${COOKIE}=([0-9a-f]+)`).exec(header ?? '')?.[1] ?? '';
}

function html(status: number, body: string): PageReply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body };
}

function redirect(location: string): PageReply {
  return { status: 302, headers: { location }, body: '' };
}

function signInPage(wrong: string): string {
  return page(
    'Sign in',
    `<h1>Sign in to your store</h1><p>User name and password of a sandbox store are shown where it was made.</p>
${wrong === '' ? '' : `<p class="wrong" role="alert">${escaped(wrong)}</p>`}
<form method="post"><label>User name<input name="login" autocomplete="username" required autofocus></label>
<label>Password<input name="password" type="password" autocomplete="current-password" required></label>
<div class="row"><button class="main" name="action" value="signIn">Sign in</button></div></form>`,
  );
}

function consentPage(request: AuthorizeRequest, { store, employee }: SignedIn): string {
  const rows = request.scopes.map((scope) => {
    const words = scopeWords.get(scope);
    return `<li><label><input type="checkbox" name="scope" value="${escaped(scope)}" checked> ${escaped(words?.text ?? scope)} <code>${escaped(scope)}</code><span>${words?.reads ? 'Read' : 'Read and write'}. Untick to hold it back.</span></label></li>`;
  });
  return page(
    'Authorize application',
    `<h1>Allow access to ${escaped(store.name)}?</h1><p>Signed in as <b>${escaped(`${employee.firstName} ${employee.lastName}`)}</b>, account ${escaped(store.accountId)}. An application asks to:</p>
<form method="post"><ul>${rows.join('')}</ul><div class="row"><button class="main" name="action" value="allow">Authorize application</button><button name="action" value="deny">Cancel</button><button name="action" value="switch">Use another account</button></div></form>`,
  );
}
