import { createHash } from 'node:crypto';
import type { Client, Store } from '../store.ts';
import { escaped, page } from './html.ts';

interface Start {
  /** Address that the browser used, e.g. `http://127.0.0.1:4410`. */
  base: string;
  stores: Iterable<Store>;
  clientOf(id: string): Client | undefined;
}

/** Presses of the page's buttons, which stay hidden without it: make a store, get a token. */
const script = `
const ask = async (path, body) => {
  const reply = await fetch('/_sandbox/' + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const answer = await reply.json();
  if (!reply.ok) throw new Error(answer.error);
  return answer;
};
const press = (button, work) => button.addEventListener('click', async () => {
  button.disabled = true;
  const says = document.getElementById(button.dataset.says);
  try { await work(says); } catch (cause) { says.hidden = false; says.textContent = cause.message; }
  button.disabled = false;
});
for (const row of document.querySelectorAll('[data-live]')) row.hidden = false;
for (const button of document.querySelectorAll('[data-make]')) press(button, async () => {
  await ask('stores', { series: button.dataset.make, name: button.dataset.name });
  location.reload();
});
for (const button of document.querySelectorAll('[data-grant]')) press(button, async (says) => {
  const { accessToken, refreshToken, expiresIn } = await ask('stores/' + button.dataset.grant + '/grants', {});
  says.hidden = false;
  says.textContent = 'curl -H "Authorization: Bearer ' + accessToken + '" "' + button.dataset.url + '"\\n\\n# refresh token: ' + refreshToken + '\\n# good for ' + expiresIn + ' s';
});`;

/** What the start page may do in a browser: nothing but its own script, which asks this sandbox alone. */
export const startPageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`,
};

const seriesNames = { r: 'R-Series', x: 'X-Series', c: 'C-Series' } as const;

/** What a developer sees who opens the sandbox's address: where a client has to point, with what, and how to make trouble. */
export function startPage({ base, stores, clientOf }: Start): string {
  const all = [...stores];
  return page(
    'Start',
    `<h1>The sandbox is running</h1>
<p>It answers like Lightspeed. Put <code>${escaped(base)}/</code> before the host in your client and change nothing else, or send requests here with the real name in <code>Host</code>.</p>
<div class="wide"><table><thead><tr><th>For</th><th>Address here</th></tr></thead><tbody>${addressRows(base)}</tbody></table></div>
<h2>Stores</h2>
<p>${all.length === 0 ? 'There is none yet.' : 'Each is a made-up merchant account. Its secrets open nothing but this sandbox.'}</p>
${all.map((store) => storeSection(store, base, clientOf)).join('')}
<div class="row" hidden data-live>${(['r', 'x', 'c'] as const).map(makeButton).join('')}</div>
<p class="wrong" role="alert" id="made" hidden></p>
<details><summary>Make one with a command</summary><pre>${escaped(curl(base, 'stores', { series: 'r', name: 'Corner shop', sizes: { items: 1000, customers: 500, sales: 2000 } }))}</pre></details>
<h2>Make something happen</h2>
<p>Sales and edits, trouble of every kind, and time that runs ahead:</p>
<pre>${escaped(exampleCalls(base, all[0]).join('\n'))}</pre>
<h2>Look inside</h2>
<p>${['stores', 'requests?limit=50', 'grants', 'faults', 'clock'].map((path) => `<a href="/_sandbox/${path}">${path.replace(/\?.*/, '')}</a>`).join(' &middot; ')}</p>
<p class="soft">Only this machine sees this page and what stands behind it. All calls are described in docs/sandbox.md.</p>
<script>${script}</script>`,
    'broad',
  );
}

const addresses: [what: string, path: string][] = [
  ['R-Series API', 'api.lightspeedapp.com/API/V3/Account/{accountID}/Item.json'],
  ['R-Series sign-in', 'cloud.lightspeedapp.com/auth/oauth/authorize'],
  ['R-Series tokens', 'cloud.lightspeedapp.com/auth/oauth/token'],
  ['X-Series API', '{domain prefix}.retail.lightspeed.app/api/2.0/products'],
  ['X-Series sign-in', 'secure.retail.lightspeed.app/connect'],
  ['X-Series tokens', '{domain prefix}.retail.lightspeed.app/api/1.0/token'],
  ['C-Series API', 'api.webshopapp.com/en/products.json'],
];

const addressRows = (base: string) =>
  addresses.map(([what, path]) => `<tr><td>${what}</td><td>${value(`${base}/${path}`)}</td></tr>`).join('');

/** A value that one click selects whole. */
const value = (text: string) => `<code class="value">${escaped(text)}</code>`;

const makeButton = (series: Store['series']) =>
  `<button${series === 'r' ? ' class="main"' : ''} data-make="${series}" data-name="${seriesNames[series]} store" data-says="made">Make an ${seriesNames[series]} store</button>`.replace(
    'an C-',
    'a C-',
  );

function storeSection(store: Store, base: string, clientOf: Start['clientOf']): string {
  const facts = factsOf(store, clientOf)
    .map(([name, text]) => `<tr><th scope="row">${name}</th><td>${value(text)}</td></tr>`)
    .join('');
  const { items, customers, sales } = store.sizes;
  return `<section class="shop"><h3>${escaped(store.name)} <small>${seriesNames[store.series]}, made with ${items} items, ${customers} customers, ${sales} sales</small></h3>
<div class="wide"><table>${facts}</table></div>${wayIn(store, base)}</section>`;
}

function factsOf(store: Store, clientOf: Start['clientOf']): [name: string, text: string][] {
  if (store.series === 'c') {
    return [
      ['API key', store.apiKey],
      ['API secret', store.apiSecret],
      ['Cluster', store.cluster],
    ];
  }
  const client = clientOf(store.clientId);
  return [
    store.series === 'r' ? ['Account ID', store.accountId] : ['Domain prefix', store.domainPrefix],
    ['Client ID', store.clientId],
    ['Client secret', client?.secret ?? ''],
    ['Redirect URL', client?.redirectUris.join(' ') ?? ''],
    ...store.employees.map(({ login, role, isLocked }): [string, string] => [
      `${isLocked ? 'Locked out' : capital(role)}`,
      login,
    ]),
    ['Password of all', store.employees[0]?.password ?? ''],
  ];
}

const capital = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** The shortest way to a first reply: a token at the press of a button, or the command that needs none. */
function wayIn(store: Store, base: string): string {
  if (store.series === 'c') {
    const host = store.cluster === 'eu1' ? 'api.webshopapp.com' : 'api.shoplightspeed.com';
    const [language = 'en'] = store.languages;
    const url = `${base}/${host}/${language}/products.json?limit=2`;
    return `<pre>${escaped(`curl -u ${store.apiKey}:${store.apiSecret} "${url}"`)}</pre>`;
  }
  const url =
    store.series === 'r'
      ? `${base}/api.lightspeedapp.com/API/V3/Account/${store.accountId}/Item.json?limit=2`
      : `${base}/${store.domainPrefix}.retail.lightspeed.app/api/2.0/products?page_size=2`;
  return `<div class="row" hidden data-live><button data-grant="${store.id}" data-url="${escaped(url)}" data-says="says-${store.id}">Get a token and a first call</button></div>
<pre id="says-${store.id}" aria-live="polite" hidden></pre>`;
}

function exampleCalls(base: string, store: Store | undefined): string[] {
  const id = store?.id ?? 'STORE';
  return [
    curl(base, 'changes', { store: id, sales: 2, edits: 5 }),
    curl(base, 'faults', { match: { store: id }, kind: 'rateLimit', times: 3 }),
    curl(base, 'clock', { offsetMs: 3_600_000 }),
  ];
}

const curl = (base: string, path: string, body: object) =>
  `curl ${base}/_sandbox/${path} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
