import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Api } from '../support/api.ts';
import { openBrowser } from '../support/browser.ts';
import { ownerInput, startTestServer, type TestServer } from '../support/server.ts';

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  security?: object[];
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { content: Record<string, object> };
  responses: Record<string, { description: string; content?: Record<string, object> }>;
}
interface Document {
  openapi: string;
  tags: { name: string }[];
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: object };
}

let server: TestServer;
let api: Api;
let document: Document;
let operations: { method: string; path: string; operation: Operation }[];
beforeAll(async () => {
  server = await startTestServer();
  api = await server.owner();
  document = await api.get<Document>('/openapi.json');
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
});
afterAll(() => server?.close());

describe('/openapi.json', () => {
  test('describes every route of /v1 and /health, and no other', () => {
    const routes = server.routes
      .filter((route) => /^(?!HEAD)\S+ \/(v1|health)\//.test(route))
      .map((route) => route.replaceAll(/:(\w+)/g, '{$1}'));
    const described = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(described.sort()).toEqual(routes.sort());
  });

  test('is OpenAPI 3.1 in its form: names, parameters of paths, answers, references that lead somewhere', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'counterflow', version: expect.any(String) });
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { method, path, operation } of operations) {
      const where = `${method} ${path}`;
      expect(operation.summary, where).toMatch(/^[A-Z]/);
      const inPath = (operation.parameters ?? []).filter((one) => one.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`).sort(), where).toEqual((path.match(/\{\w+\}/g) ?? []).sort());
      expect(
        inPath.every(({ required }) => required),
        where,
      ).toBe(true);
      expect(Object.keys(operation.responses).length, where).toBeGreaterThan(0);
      for (const [status, response] of Object.entries(operation.responses)) {
        expect(status, where).toMatch(/^([1-5]\d\d|[1-5]XX|default)$/);
        expect(typeof response.description, where).toBe('string');
        if (/^[45]/.test(status))
          expect(Object.keys(response.content ?? {}), where).toEqual(['application/problem+json']);
      }
    }
    const references = new Set(JSON.stringify(document).match(/#\/components\/schemas\/\w+/g));
    const named = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...references].sort()).toEqual(named.sort());
  });

  test('names each part of the API, in order', () => {
    const used = new Set(operations.flatMap(({ operation }) => operation.tags));
    expect(new Set(document.tags.map(({ name }) => name))).toEqual(used);
  });

  test('says what is open to all', () => {
    const open = operations.filter(({ operation }) => operation.security?.length === 0);
    expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'get /health/live',
      'get /health/ready',
      'post /v1/session',
      'post /v1/setup',
    ]);
  });
});

describe('/docs', { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('is a page that shows the API to whoever is signed in, and asks no other host', async () => {
    const page = await browser.newPage();
    const troubles: string[] = [];
    const foreign: string[] = [];
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(server.url) && !/^(data|blob):/.test(url)) foreign.push(url);
    });
    expect((await page.goto(`${server.url}/docs`))?.status()).toBe(401);
    troubles.length = 0;
    await page.request.post(`${server.url}/v1/session`, {
      data: { email: ownerInput.email, password: ownerInput.password },
    });
    await page.goto(`${server.url}/docs`);
    await page.getByRole('heading', { name: 'counterflow', exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Open Group - Connections' }).click();
    await page.getByRole('link', { name: 'List connections' }).first().waitFor();
    expect({ troubles, foreign }).toEqual({ troubles: [], foreign: [] });
    await page.close();
  });
});

describe('/metrics', () => {
  test('counts in the format of Prometheus, for those who have a key', async () => {
    const { status, headers, body } = await api.send<string>('GET', '/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    for (const line of body.trim().split('\n')) expect(line).toMatch(/^(#.*|[a-z0-9_]+(\{.*\})? [\d.eE+-]+|)$/);
    expect(body).toContain('counterflow_connections{status="online"} 1');
    expect(body).toContain('counterflow_open_errors 0');
    await api.send('GET', `/v1/runs/${crypto.randomUUID()}`);
    const again = await api.send<string>('GET', '/metrics');
    expect(again.body).toMatch(/_seconds_count\{method="GET",route="\/v1\/runs\/:id",status="404"\} 1/);
  });
});
