import { randomBytes } from 'node:crypto';
import { type Exchange, type Outcome, plainOutcome } from '../exchange.ts';
import type { Asked, ConsentServer } from '../oauth/consent-server.ts';
import { isOAuthError } from '../oauth/oauth-error.ts';
import type { Store } from '../store.ts';
import { consentPage } from './consent-page.ts';
import type { Person } from './person.ts';
import { signInPage } from './sign-in-page.ts';
import { storeChoicePage } from './store-choice-page.ts';

/** Who a browser is signed in as, and the store they chose. */
interface Session {
  login: string;
  password: string;
  storeId: string | undefined;
}

const COOKIE = 'sandbox_session';
/** More would not help anybody to choose. */
const PEOPLE_SHOWN = 12;

/** Sign-in, choice of store and consent, for every server that people are sent to. Plain forms: they work without scripts. */
export class ConsentPages {
  readonly #stores: () => Iterable<Store>;
  readonly #sessions = new Map<string, Session>();

  constructor(stores: () => Iterable<Store>) {
    this.#stores = stores;
  }

  answer(server: ConsentServer, { method, to, headers, body }: Exchange): Outcome {
    const asked = server.readAuthorize(to.query);
    if (isOAuthError(asked)) return plainOutcome({ status: asked.status, body: asked.body });
    const session = this.#sessions.get(cookieValue(headers.cookie));
    if (method === 'GET') return this.#show(server, asked, session);
    return this.#act(server, asked, { session, form: new URLSearchParams(body), query: to.query });
  }

  #show(server: ConsentServer, asked: Asked, session: Session | undefined): Outcome {
    const [first, ...others] = session ? this.#peopleOf(server, session) : [];
    if (!first) return html(200, signInPage({ people: this.#peopleAt(asked) }));
    const isChosen = ({ store }: Person) => store.id === session?.storeId;
    const person = others.length === 0 ? first : [first, ...others].find(isChosen);
    return html(200, person ? consentPage(asked, person, others.length > 0) : storeChoicePage([first, ...others]));
  }

  #act(
    server: ConsentServer,
    asked: Asked,
    { session, form, query }: { session: Session | undefined; form: URLSearchParams; query: URLSearchParams },
  ): Outcome {
    const action = form.get('action');
    if (action === 'signIn') return this.#signIn(server, asked, form, query);
    if (action === 'deny') return redirect(302, server.decide(asked, 'deny'));
    if (action === 'switch' || !session) return html(200, signInPage({ people: this.#peopleAt(asked) }));
    if (action === 'choose') session.storeId = form.get('store') ?? undefined;
    if (action === 'stores') session.storeId = undefined;
    const people = this.#peopleOf(server, session);
    const person = people.length === 1 ? people[0] : people.find(({ store }) => store.id === session.storeId);
    if (action !== 'allow' || !person) return redirect(303, `?${query}`);
    const scopes = asked.scopes.filter((scope) => form.getAll('scope').includes(scope));
    return redirect(302, server.decide(asked, { ...person, scopes }));
  }

  #signIn(server: ConsentServer, asked: Asked, form: URLSearchParams, query: URLSearchParams): Outcome {
    const [login, password] = [form.get('login') ?? '', form.get('password') ?? ''];
    const everywhere = this.#people(server.series).filter(({ employee }) => fits(employee, { login, password }));
    const again = (status: number, wrong: string) =>
      html(status, signInPage({ wrong, login, people: this.#peopleAt(asked) }));
    if (everywhere.length === 0) return again(401, 'Wrong user name or password.');
    if (everywhere.every(({ employee }) => employee.isLocked))
      return again(403, 'This employee is locked out. The owner of the store can unlock it.');
    const id = randomBytes(24).toString('hex');
    this.#sessions.set(id, { login, password, storeId: undefined });
    const outcome = redirect(303, `?${query}`);
    outcome.headers['set-cookie'] = `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`;
    return outcome;
  }

  /** The person of a session, once for each store they work in. */
  #peopleOf({ series }: ConsentServer, session: Session): Person[] {
    return this.#people(series).filter(({ employee }) => !employee.isLocked && fits(employee, session));
  }

  /** Those of the stores that the asking client was made with. */
  #peopleAt({ clientId }: Asked): Person[] {
    return [...this.#people('r'), ...this.#people('x')]
      .filter(({ store }) => store.clientId === clientId)
      .slice(0, PEOPLE_SHOWN);
  }

  #people(series: ConsentServer['series']): Person[] {
    const stores = [...this.#stores()]
      .filter((store) => store.series !== 'c')
      .filter((store) => store.series === series);
    return stores.flatMap((store) => store.employees.map((employee) => ({ store, employee })));
  }
}

const fits = (employee: Person['employee'], { login, password }: { login: string; password: string }) =>
  employee.login === login && employee.password === password;

function cookieValue(header: string | undefined): string {
  return new RegExp(`(?:^|; )${COOKIE}=([0-9a-f]+)`).exec(header ?? '')?.[1] ?? '';
}

function html(status: number, body: string): Outcome {
  const outcome = plainOutcome({ status, body, contentType: 'text/html; charset=utf-8' });
  return { ...outcome, headers: { 'cache-control': 'no-store' } };
}

function redirect(status: 302 | 303, location: string): Outcome {
  return { ...plainOutcome({ status, body: '' }), headers: { location } };
}
