/** Takes what a generator gives ahead of its use. */
export interface ReadAhead<T> {
  /**
   * What is there, at least one and at most `most`; undefined at the end. For `gatherMs` it waits for more than one, since
   * what is handled together costs less. Throws what the generator threw, after its last item.
   */
  take(most: number, gatherMs?: number): Promise<T[] | undefined>;
  /** Stops reading; resolves when nothing is under way any more. */
  close(): Promise<void>;
}

/** Runs `items` up to `size` items ahead of whoever takes them, so that reading and writing go on at the same time. */
export function readAhead<T>(items: AsyncGenerator<T, void, undefined>, size: number): ReadAhead<T> {
  const ready: T[] = [];
  let end: { failed: false } | { failed: true; cause: unknown } | undefined;
  let closed = false;
  let wakeTaker = () => {};
  let wakeReader = () => {};

  const reading = (async () => {
    try {
      for await (const item of items) {
        ready.push(item);
        wakeTaker();
        while (ready.length >= size && !closed) {
          await new Promise<void>((resolve) => {
            wakeReader = resolve;
          });
        }
        if (closed) break;
      }
      end = { failed: false };
    } catch (cause) {
      end = { failed: true, cause };
    }
    wakeTaker();
  })();

  const nextItem = () =>
    new Promise<void>((resolve) => {
      wakeTaker = resolve;
    });

  return {
    async take(most, gatherMs = 0) {
      while (ready.length === 0 && !end) await nextItem();
      const wanted = Math.min(most, size);
      if (gatherMs > 0 && ready.length < wanted && !end) {
        let late = false;
        const timer = setTimeout(() => {
          late = true;
          wakeTaker();
        }, gatherMs);
        while (ready.length < wanted && !end && !late) await nextItem();
        clearTimeout(timer);
      }
      const taken = ready.splice(0, most);
      wakeReader();
      if (taken.length > 0) return taken;
      if (end?.failed) throw end.cause;
      return undefined;
    },
    async close() {
      closed = true;
      wakeReader();
      await reading;
    },
  };
}
