/** Text made safe for HTML. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const style = `
*{box-sizing:border-box}body{margin:0;min-height:100vh;background:#f4ecd9;color:#2b2418;font:14px/20px system-ui,sans-serif}
.tape{display:flex;align-items:center;justify-content:center;gap:16px;min-height:46px;padding:6px 16px;background:#2b2418;color:#fff6dd}
.tape b{background:#f2b705;color:#2b2418;padding:2px 10px;border-radius:3px;letter-spacing:.14em}
main{max-width:540px;margin:48px auto;background:#fffdf7;border:2px solid #2b2418;border-radius:4px;box-shadow:7px 7px 0 #2b241829;padding:26px 30px}
h1{font-size:26px;line-height:34px;margin:0 0 6px}ul{list-style:none;margin:16px 0;padding:0}li{padding:10px 0;border-top:1px solid #ddd2ba}
li span{display:block;color:#5f5440;font-size:12.5px}code{color:#6a5d45;font-size:12px}label{display:block;margin:12px 0}
input:not([type=checkbox]){display:block;width:100%;height:40px;font:inherit;padding:0 10px;border:1.5px solid #2b2418;border-radius:4px;background:#fff}
button{height:44px;padding:0 22px;font:inherit;font-weight:600;border:2px solid #2b2418;border-radius:4px;background:#fffdf7;color:#2b2418;cursor:pointer}
button.main{background:#f2b705}.row{display:flex;gap:12px;flex-wrap:wrap;margin-top:18px}.wrong{color:#8f1f12;font-weight:600}
:focus-visible{outline:3px solid #7a4b00;outline-offset:2px}`;

/** A page in the sandbox's own look: nobody shall take it for the real provider's. */
export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)} - sandbox</title><style>${style}</style></head><body><div class="tape"><b>SANDBOX</b><span>A made-up shop. Nothing here is real.</span></div><main>${body}</main></body></html>`;
}
