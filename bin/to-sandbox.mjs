// SANDBOX=http://127.0.0.1:4410 node --import ./node_modules/counterflow/bin/to-sandbox.mjs app.js
// Sends what a program asks of Lightspeed's hosts to a sandbox instead, with nothing changed in the program. Covers
// node:http and node:https, and so what is built on them (axios, got, node-fetch, request), and the global fetch. Plain
// JavaScript for Node 20, since it runs in programs of others. All other hosts are left alone.
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';

const sandbox = new URL(process.env.SANDBOX || 'http://127.0.0.1:4410');
const emulated = [
  /^(api|cloud|us)\.(lightspeedapp|merchantos)\.com$/i,
  /^[a-z0-9-]+\.(retail\.lightspeed\.app|vendhq\.com)$/i,
  /^api\.(webshopapp|shoplightspeed)\.com$/i,
];
const isEmulated = (host) => emulated.some((name) => name.test(host));
const inPlain = http.request;

for (const [module, scheme] of [
  [https, 'https'],
  [http, 'http'],
]) {
  const real = module.request;
  module.request = (...given) => {
    const asked = readArguments(given);
    return isEmulated(asked.host) ? inPlain(toSandbox(asked, scheme), asked.callback) : real(...given);
  };
  module.get = (...given) => {
    const request = module.request(...given);
    request.end();
    return request;
  };
}
syncBuiltinESMExports();

const realFetch = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const { host, hostname, protocol, pathname, search } = new URL(request.url);
  if (!isEmulated(hostname)) return realFetch(input, init);
  const there = new Request(new URL(pathname + search, sandbox), request);
  for (const [name, value] of Object.entries(meant(host, protocol.slice(0, -1)))) there.headers.set(name, value);
  return realFetch(there);
};

/** What tells the sandbox which host is meant, and how URLs in its replies begin. */
function meant(host, scheme) {
  return { 'x-forwarded-host': host, 'x-forwarded-proto': scheme };
}

/** `request(url?, options?, callback?)`: options stand above the parts of the URL, as in Node. */
function readArguments(given) {
  const callback = given.find((one) => typeof one === 'function');
  const objects = given.filter((one) => typeof one === 'object' && one !== null && !(one instanceof URL));
  const first = given[0];
  const url = typeof first === 'string' || first instanceof URL ? new URL(first) : undefined;
  const options = { ...(url && partsOf(url)), ...objects[0] };
  const host = String(options.hostname ?? options.host ?? '').replace(/:\d+$/, '');
  return { host, options, callback };
}

function partsOf({ hostname, pathname, search, username, password }) {
  const auth = username === '' ? {} : { auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}` };
  return { hostname, path: pathname + search, ...auth };
}

/** The same request for the sandbox, without what belongs to the connection: TLS settings, port, agents. */
function toSandbox({ host, options }, scheme) {
  const { method, path, auth, timeout, signal } = options;
  const own = Object.entries(options.headers ?? {}).filter(([name]) => name.toLowerCase() !== 'host');
  return {
    hostname: sandbox.hostname,
    port: sandbox.port,
    headers: { ...Object.fromEntries(own), ...meant(host, scheme) },
    ...Object.fromEntries(Object.entries({ method, path, auth, timeout, signal }).filter(([, value]) => value != null)),
  };
}
