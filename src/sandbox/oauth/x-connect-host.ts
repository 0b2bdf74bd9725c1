import { type Emulation, type Exchange, type Ordered, type Outcome, plainOutcome } from '../exchange.ts';
import type { ConsentPages } from '../pages/consent.ts';
import type { XServer } from './x-server.ts';

/** `secure.retail.lightspeed.app` and its older name: where a person consents. */
export class XConnectHost implements Emulation {
  readonly #server: XServer;
  readonly #pages: ConsentPages;

  constructor(server: XServer, pages: ConsentPages) {
    this.#server = server;
    this.#pages = pages;
  }

  answer(exchange: Exchange): Outcome {
    if (exchange.to.path === '/connect') return this.#pages.answer(this.#server, exchange);
    return plainOutcome({ status: 404, body: { error: 'Not Found', message: `No page at ${exchange.to.path}` } });
  }

  storeOf(): null {
    return null;
  }

  ordered(order: Ordered): Outcome {
    const status = order.kind === 'status' ? order.status : 429;
    return plainOutcome({ status, body: { error: 'Ordered', message: 'This answer was ordered as a fault.' } });
  }

  /** A page is asked for without a token. */
  spoil(): void {}
}
