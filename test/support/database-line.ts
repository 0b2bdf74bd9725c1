import type { AddressInfo } from 'node:net';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';

/** A TCP way to a PostgreSQL on a Unix socket, which a test can cut, freeze and mend. Its port stays the same. */
export interface DatabaseLine {
  port: number;
  /** From now on nothing answers on the port, and what was open is closed. */
  cut(): Promise<void>;
  /** Takes connections again, to the socket in this folder (the same as before when left out). */
  mend(socketFolder?: string): Promise<void>;
  /** Nothing gets through, but nothing is closed: a machine that stands still. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

export async function databaseLine(firstFolder: string): Promise<DatabaseLine> {
  let folder = firstFolder;
  let port = 0;
  let isFrozen = false;
  let server: Server | undefined;
  const open = new Set<Socket>();
  const hold = (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    if (isFrozen) socket.pause();
    return socket;
  };
  const listen = async () => {
    server = createServer((client) => {
      hold(client);
      const database = hold(dial(`${folder}/.s.PGSQL.5432`));
      client.on('close', () => database.destroy());
      database.on('close', () => client.destroy());
      client.on('data', (data) => database.write(data));
      database.on('data', (data) => client.write(data));
    });
    await new Promise<void>((resolve, reject) => {
      server?.once('error', reject);
      server?.listen(port, '127.0.0.1', resolve);
    });
    port = (server.address() as AddressInfo).port;
  };
  const cut = async () => {
    const closing = server;
    server = undefined;
    for (const socket of open) socket.destroy();
    if (closing) await new Promise<void>((resolve) => closing.close(() => resolve()));
  };
  await listen();
  return {
    port,
    cut,
    async mend(socketFolder = folder) {
      folder = socketFolder;
      await listen();
    },
    freeze() {
      isFrozen = true;
      for (const socket of open) socket.pause();
    },
    thaw() {
      isFrozen = false;
      for (const socket of open) socket.resume();
    },
    close: cut,
  };
}
