/** Text as HTML shows it. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const style = `
:root { color-scheme: light dark; --page: #f8f9fb; --card: #ffffff; --line: #e4e8ed; --text: #15181d; --text-2: #4a5361;
  --accent: #2d52d6; --on-accent: #ffffff; --ok: #0a6f5b; --bad: #a92618; --tag: #f2f4f7; }
@media (prefers-color-scheme: dark) { :root { --page: #111419; --card: #1a1e25; --line: #2d333d; --text: #eceff3;
  --text-2: #a9b2c0; --accent: #7d9bff; --on-accent: #10131a; --ok: #4fc9ab; --bad: #ff8a7a; --tag: #232932; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--page);
  color: var(--text); font: 15px/1.5 Inter, system-ui, sans-serif; }
main { width: 100%; max-width: 460px; background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: 28px; }
h1 { font-size: 20px; line-height: 1.3; margin: 0 0 8px; }
p { margin: 0 0 14px; color: var(--text-2); }
ul { list-style: none; margin: 0 0 20px; padding: 0; border: 1px solid var(--line); border-radius: 8px; }
li { display: flex; justify-content: space-between; gap: 12px; padding: 9px 12px; }
li + li { border-top: 1px solid var(--line); }
.tag { flex: none; font-size: 12px; line-height: 20px; padding: 0 7px; border-radius: 4px; background: var(--tag);
  color: var(--text-2); }
.ok { color: var(--ok); } .bad { color: var(--bad); }
button, .button { display: inline-block; border: 0; border-radius: 6px; padding: 9px 16px; font: inherit;
  font-weight: 600; background: var(--accent); color: var(--on-accent); cursor: pointer; text-decoration: none; }
button:focus-visible, .button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.brand { font-weight: 650; margin: 0 0 20px; color: var(--text); }
.small { font-size: 13px; margin: 16px 0 0; }
b { color: var(--text); font-weight: 600; overflow-wrap: anywhere; }
`;

/** A page of its own, outside the web app: for people who have no account here. `body` is HTML; scripts only by `nonce`. */
export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)} - counterflow</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<link rel="icon" href="/icon.svg"><style>${style}</style></head>
<body><main><p class="brand">counterflow</p>${body}</main></body></html>`;
}
