import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Marked } from 'marked';
import type { App } from '../context.ts';
import { escaped } from './page.ts';

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url));

/** Pages of docs/ that people read in the app, in reading order. */
const guides = {
  'set-up-a-connection-to-lightspeed': 'Set up a connection',
  'http-view': 'HTTP view',
  connections: 'How a connection stays alive',
  notices: 'Notices and webhooks',
  sandbox: 'The sandbox',
  'error-codes': 'Error codes',
} as const;
type Guide = keyof typeof guides;

const style = `
:root { color-scheme: light dark; --page: #f8f9fb; --card: #ffffff; --line: #e4e8ed; --text: #15181d; --text-2: #4a5361;
  --accent: #2d52d6; --tag: #f2f4f7; }
@media (prefers-color-scheme: dark) { :root { --page: #111419; --card: #1a1e25; --line: #2d333d; --text: #eceff3;
  --text-2: #a9b2c0; --accent: #7d9bff; --tag: #232932; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.6 Inter, system-ui, sans-serif; }
.frame { display: grid; grid-template-columns: 220px minmax(0, 780px); gap: 32px; max-width: 1100px; margin: 0 auto;
  padding: 32px 24px 80px; }
nav { position: sticky; top: 32px; align-self: start; font-size: 14px; }
nav strong { display: block; margin: 0 0 12px 10px; }
nav a { display: block; padding: 6px 10px; border-radius: 6px; color: var(--text-2); text-decoration: none; }
nav a[aria-current] { background: var(--tag); color: var(--text); font-weight: 600; }
main { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 32px 40px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 16px; }
h2 { font-size: 19px; margin: 36px 0 8px; } h3 { font-size: 16px; margin: 24px 0 6px; }
a { color: var(--accent); } a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
p, li { color: var(--text); } main img { max-width: 100%; border: 1px solid var(--line); border-radius: 8px; }
code { font: 13px/1.5 'Geist Mono', ui-monospace, monospace; background: var(--tag); padding: 1px 5px; border-radius: 4px;
  overflow-wrap: anywhere; }
pre { overflow-x: auto; background: var(--tag); padding: 14px 16px; border-radius: 8px; }
pre code { padding: 0; background: none; overflow-wrap: normal; }
.table { overflow-x: auto; margin: 12px 0; } table { border-collapse: collapse; font-size: 14px; }
th, td { text-align: start; vertical-align: top; padding: 7px 12px 7px 0; border-bottom: 1px solid var(--line); }
@media (max-width: 860px) { .frame { grid-template-columns: minmax(0, 1fr); padding: 16px 12px 60px; gap: 12px; }
  nav { position: static; } main { padding: 20px 18px; } }
`;

/**
 * `/help/...`: the guides in docs/ as pages, readable without an account, since who is asked to sign in at Lightspeed may
 * have none. They are ours: nothing that a person typed is in them.
 */
export function helpPages(app: App): void {
  for (const guide of Object.keys(guides) as Guide[]) {
    app.get(`/help/${guide}`, { config: { open: true }, schema: { hide: true } }, async (_request, reply) => {
      reply.header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      );
      const text = await readFile(`${docs}${guide}.md`, 'utf8');
      return reply.type('text/html; charset=utf-8').send(helpPage(guide, text));
    });
  }
  app.get<{ Params: { name: string } }>(
    '/help/pictures/:name',
    { config: { open: true }, schema: { hide: true } },
    async ({ params }, reply) => {
      const picture = /^[a-z-]+\.png$/.test(params.name)
        ? await readFile(`${docs}pictures/${params.name}`).catch(() => undefined)
        : undefined;
      if (!picture) return reply.callNotFound();
      return reply.type('image/png').header('cache-control', 'no-cache').send(picture);
    },
  );
}

function helpPage(guide: Guide, text: string): string {
  const links = Object.entries(guides).map(([name, title]) => {
    const current = name === guide ? ' aria-current="page"' : '';
    return `<a href="/help/${name}"${current}>${escaped(title)}</a>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(guides[guide])} - counterflow</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/icon.svg">
<style>${style}</style></head><body><div class="frame">
<nav aria-label="Guides"><strong>counterflow guides</strong>${links.join('')}</nav>
<main>${htmlOf(text)}</main></div></body></html>`;
}

const markdown = new Marked({ gfm: true });
markdown.use({
  renderer: {
    heading({ tokens, depth, text }) {
      return `<h${depth} id="${anchorOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
  },
});

/** Markdown of a guide as HTML: links between guides lead to their pages, others to where the project keeps them. */
function htmlOf(text: string): string {
  return (markdown.parse(text, { async: false }) as string)
    .replace(/href="([a-z-]+)\.md(#[^"]*)?"/g, (whole, name: string, anchor = '') =>
      name in guides ? `href="/help/${name}${anchor}"` : whole,
    )
    .replaceAll('src="pictures/', 'src="/help/pictures/')
    .replaceAll('<table>', '<div class="table" tabindex="0"><table>')
    .replaceAll('</table>', '</table></div>');
}

/** The anchor of a heading, as GitHub makes it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
