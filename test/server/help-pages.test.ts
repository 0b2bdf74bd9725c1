import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const guides = ['set-up-a-connection-to-lightspeed', 'http-view', 'connections', 'notices', 'sandbox', 'error-codes'];
const all = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map(([, found]) => found as string);
/** A guide as somebody reads it who has no account. */
async function guide(name: string): Promise<string> {
  const reply = await fetch(`${server.url}/help/${name}`);
  expect([name, reply.status]).toEqual([name, 200]);
  return reply.text();
}

describe.each(guides)('the guide %s', (name) => {
  test('is a page with a title, and links to all others', async () => {
    const html = await guide(name);
    expect(all(html, /<h1[^>]*>([^<]+)/g)).toHaveLength(1);
    expect(all(html, /<a href="\/help\/([a-z-]+)"[^>]*>/g)).toEqual(expect.arrayContaining(guides));
    expect(html).toContain(`<a href="/help/${name}" aria-current="page">`);
  });

  test('shows pictures that are there, and leads nowhere that is not', async () => {
    const html = await guide(name);
    for (const src of all(html, /<img src="([^"]+)"/g)) {
      const { status, headers } = await fetch(`${server.url}${src}`);
      expect([src, status, headers.get('content-type')]).toEqual([src, 200, 'image/png']);
    }
    for (const href of all(html, /<a href="((?:\/help\/|#)[^"]+)"/g)) {
      const [page = '', anchor] = href.split('#');
      const target = page === '' ? html : await guide(page.replace('/help/', ''));
      if (anchor) expect(all(target, / id="([^"]+)"/g)).toContain(anchor);
    }
    expect(all(html, /href="([^"]+\.md[^"]*)"/g)).toEqual([]);
  });

  test('runs no script, and no other site can frame it', async () => {
    const { headers } = await fetch(`${server.url}/help/${name}`);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  });
});

test.each(['..%2f..%2fpackage.json', '..%2fconnections.md', 'none.png'])('there is no picture %s', async (name) => {
  expect((await fetch(`${server.url}/help/pictures/${name}`)).status).toBe(404);
});
