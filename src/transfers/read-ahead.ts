/** Takes what a generator gives ahead of its use. */
export interface ReadAhead<T> {
  /** What is there, at least one and at most `most`; undefined at the end. Throws what the generator threw, after its last item. */
  take(most: number): Promise<T[] | undefined>;
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

  return {
    async take(most) {
      while (ready.length === 0 && !end) {
        await new Promise<void>((resolve) => {
          wakeTaker = resolve;
        });
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
