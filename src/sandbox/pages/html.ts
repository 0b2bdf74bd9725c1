/** Text made safe for HTML. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const style = `
:root{color-scheme:light dark;--page:#f3ecdd;--card:#fffdf8;--ink:#2a2318;--soft:#655a45;--line:#dfd4bd;--edge:#2a2318;--main:#f2b705;--main-ink:#2a2318;--bad:#96210f;--bad-page:#fbe7e2;--focus:#8a4f00;--read:#dfeadb;--write:#fae3bd}
@media (prefers-color-scheme:dark){:root{--page:#1b1812;--card:#26221a;--ink:#f4ecda;--soft:#b9ad94;--line:#453e30;--edge:#8b7f66;--main:#f2b705;--main-ink:#231d10;--bad:#ffb4a3;--bad-page:#4a1f17;--focus:#ffd45c;--read:#2f4029;--write:#574216}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--page);color:var(--ink);font:15px/22px system-ui,sans-serif}
header{display:flex;align-items:center;justify-content:center;gap:12px 16px;flex-wrap:wrap;min-height:44px;padding:8px 16px;background:repeating-linear-gradient(135deg,#2a2318 0 18px,#352d1f 18px 36px);color:#fff6dd;font-size:14px}
header b{background:#f2b705;color:#2a2318;padding:2px 10px;border-radius:3px;letter-spacing:.14em}
main{max-width:560px;margin:40px auto;background:var(--card);border:1.5px solid var(--edge);border-radius:8px;padding:28px 32px 30px;overflow-wrap:anywhere}
h1{font-size:24px;line-height:31px;margin:0 0 8px}h2{font-size:15px;margin:24px 0 4px}p{margin:0 0 12px}
.soft{color:var(--soft)}small{font-size:13px;line-height:18px;color:var(--soft)}code{font-size:12.5px;color:var(--soft)}
.who{display:flex;gap:12px;align-items:center;margin:16px 0;padding:12px 14px;border:1px solid var(--line);border-radius:8px}
.face{flex:none;display:grid;place-items:center;width:40px;height:40px;border-radius:50%;background:var(--write);font-weight:700}
.who small{display:block}
fieldset{border:0;margin:18px 0 0;padding:0}legend{padding:0;font-weight:600}
ul{list-style:none;margin:8px 0 0;padding:0;border-bottom:1px solid var(--line)}li{border-top:1px solid var(--line)}form>p{margin:14px 0 0}
li label{display:grid;grid-template-columns:22px 1fr auto;gap:2px 10px;align-items:start;padding:11px 0;cursor:pointer}
li label>*{min-width:0}li .more{grid-column:2/-1}li input{width:18px;height:18px;margin:2px 0 0;accent-color:#b07900}
.kind{padding:0 9px;border-radius:10px;font-size:12.5px;line-height:20px;white-space:nowrap;background:var(--read)}.kind.write{background:var(--write)}
.field{margin:16px 0}.field label{display:block;font-weight:600;margin-bottom:5px}
.field input{display:block;width:100%;height:44px;font:inherit;padding:0 12px;border:1.5px solid var(--edge);border-radius:6px;background:var(--card);color:var(--ink)}
.wrong{padding:10px 14px;border-radius:6px;background:var(--bad-page);color:var(--bad);font-weight:600}
button{min-height:44px;padding:8px 20px;font:inherit;font-weight:600;border:1.5px solid var(--edge);border-radius:6px;background:transparent;color:var(--ink);cursor:pointer}
button.main{background:var(--main);color:var(--main-ink);border-color:var(--main)}button:hover{filter:brightness(.94)}
.row{display:flex;gap:12px;flex-wrap:wrap;margin-top:22px}
button.plain{border:0;padding:8px 0;min-height:32px;text-decoration:underline;text-underline-offset:3px}
button.store{display:flex;width:100%;gap:14px;align-items:center;text-align:left;margin-top:10px;padding:12px 14px;border-color:var(--line);border-radius:8px}
button.store small{display:block;font-weight:400}
details{margin-top:24px;border-top:1px solid var(--line);padding-top:14px}summary{cursor:pointer;font-weight:600}
.wide{overflow-x:auto;overflow-wrap:normal}td small{display:block}td:last-child{white-space:nowrap}table{width:100%;border-collapse:collapse;margin-top:10px;font-size:14px}th,td{text-align:left;padding:7px 12px 7px 0;border-top:1px solid var(--line);vertical-align:top}th{font-weight:600}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
main.broad{max-width:900px}h3{font-size:16px;margin:0 0 4px}h3 small{font-weight:400}.shop{margin:0 0 14px;padding:16px 18px;border:1px solid var(--line);border-radius:8px}.broad th[scope=row]{white-space:nowrap;width:1%}.broad td:last-child{white-space:normal}.value{user-select:all}
pre{margin:12px 0;padding:12px 14px;border-radius:6px;border:1px solid var(--line);background:var(--page);font-size:12.5px;line-height:19px;white-space:pre-wrap;overflow-wrap:anywhere}a{color:inherit}
@media (max-width:600px){main{margin:0;border-width:0 0 1.5px;border-radius:0;padding:22px 18px 26px}.row>button:not(.plain){flex:1 1 100%}}`;

/** A page in the sandbox's own look: nobody shall take it for the real provider's. `broad` has room for tables. */
export function page(title: string, body: string, width: 'slim' | 'broad' = 'slim'): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)} - sandbox</title><style>${style}</style></head><body><header><b>SANDBOX</b><span>A made-up shop. Nothing here is real.</span></header><main class="${width}">${body}</main></body></html>`;
}
