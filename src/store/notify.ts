import pg from 'pg';

/** Hears NOTIFY of the database. A wake-up may be lost while the database is away: whoever listens also polls. */
export interface Listener {
  /** Calls `handler` with each payload on `channel` until the returned function is called. */
  on(channel: string, handler: (payload: string) => void): () => void;
  close(): Promise<void>;
}

const RECONNECT_MS = 1000;

/** Opens a connection of its own for LISTEN and opens it again whenever it ends. */
export async function openListener(config: pg.PoolConfig, channels: string[]): Promise<Listener> {
  const handlers = new Map<string, Set<(payload: string) => void>>(channels.map((channel) => [channel, new Set()]));
  let client: pg.Client | undefined;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const reconnect = () => {
    client = undefined;
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(() => void connect().catch(reconnect), RECONNECT_MS);
  };
  const connect = async () => {
    const next = new pg.Client(config);
    next.on('error', () => {});
    next.once('end', reconnect);
    next.on('notification', ({ channel, payload }) => {
      for (const handler of handlers.get(channel) ?? []) handler(payload ?? '');
    });
    await next.connect();
    for (const channel of channels) await next.query(`listen ${channel}`);
    client = next;
  };

  await connect();
  return {
    on(channel, handler) {
      const set = handlers.get(channel);
      if (!set) throw new Error(`nothing listens on ${channel}`);
      set.add(handler);
      return () => set.delete(handler);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end();
    },
  };
}
