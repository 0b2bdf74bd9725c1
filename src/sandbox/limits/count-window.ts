/** A fixed window that counts requests by name: the first one opens it. */
export class CountWindow {
  readonly #windowMs: number;
  readonly #counts = new Map<string, { count: number; endsMs: number }>();

  constructor(windowSeconds: number) {
    this.#windowMs = windowSeconds * 1000;
  }

  /** Counts a request in; how many the window has now, this one with it, and when it ends in epoch ms. */
  count(name: string, nowMs: number): { count: number; endsMs: number } {
    const open = this.#counts.get(name);
    const isOver = !open || nowMs >= open.endsMs || nowMs < open.endsMs - this.#windowMs;
    const next = isOver ? { count: 1, endsMs: nowMs + this.#windowMs } : { ...open, count: open.count + 1 };
    this.#counts.set(name, next);
    return next;
  }
}
