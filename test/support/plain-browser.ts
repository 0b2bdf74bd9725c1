/** As much of a browser as a sign-in needs: it keeps cookies and follows redirects until one leads to another host. */
export class PlainBrowser {
  readonly #cookies = new Map<string, string>();
  readonly #stopAt: string;

  /** `stopAt` begins the address that is not opened, but returned. */
  constructor(stopAt: string) {
    this.#stopAt = stopAt;
  }

  /** Opens an address, then sends each of these forms to the page that came; returns where it was led in the end. */
  async visit(url: string, forms: Record<string, string>[]): Promise<string> {
    let at = await this.#follow(url);
    for (const fields of forms) at = await this.#follow(at, fields);
    return at;
  }

  async #follow(start: string, fields?: Record<string, string>): Promise<string> {
    let url = start;
    for (let body = fields; !url.startsWith(this.#stopAt); body = undefined) {
      const reply = await fetch(url, {
        method: body ? 'POST' : 'GET',
        redirect: 'manual',
        headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(body ? { body: new URLSearchParams(body) } : {}),
      });
      for (const line of reply.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '') this.#cookies.delete(name);
        else this.#cookies.set(name, value);
      }
      const location = reply.headers.get('location');
      if (!location) {
        if (!reply.ok) throw new Error(`${url}: ${reply.status} ${await reply.text()}`);
        return url;
      }
      url = new URL(location, url).toString();
    }
    return url;
  }
}
