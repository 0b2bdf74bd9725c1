import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { AccessTokens } from './oauth/access-tokens.ts';
import type { Family } from './oauth/families.ts';
import type { Client, Store } from './store.ts';

/** All that a sandbox keeps over a restart. */
export interface Kept {
  key: { id: string; pem: string };
  stores: Map<string, Store>;
  clients: Map<string, Client>;
  families: Map<string, Family>;
}

type Entry =
  | { type: 'key'; value: Kept['key'] }
  | { type: 'store'; value: Store }
  | { type: 'storeGone'; id: string }
  | { type: 'client'; value: Client }
  | { type: 'family'; value: Family };

/** Keeps what must survive as JSON Lines: a line for each change, on disk before the reply that depends on it. */
export class Journal {
  readonly kept: Kept;
  #file: number | undefined;

  /** Without a folder nothing is kept. A last line that was cut off by a crash is left out. */
  constructor(folder: string | undefined) {
    this.kept = { key: { id: '', pem: '' }, stores: new Map(), clients: new Map(), families: new Map() };
    if (folder === undefined) {
      this.kept.key = AccessTokens.newKey('sandbox');
      return;
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, 'journal.jsonl');
    if (existsSync(path))
      for (const line of readFileSync(path, 'utf8').split('\n').slice(0, -1)) this.#apply(JSON.parse(line) as Entry);
    if (this.kept.key.id === '') this.kept.key = AccessTokens.newKey('sandbox');
    this.#compact(path);
  }

  saveStore(store: Store): void {
    this.kept.stores.set(store.id, store);
    this.#write({ type: 'store', value: store });
  }

  removeStore(id: string): void {
    this.#apply({ type: 'storeGone', id });
    this.#write({ type: 'storeGone', id });
  }

  saveClient(client: Client): void {
    this.kept.clients.set(client.id, client);
    this.#write({ type: 'client', value: client });
  }

  saveFamily(family: Family): void {
    this.kept.families.set(family.id, family);
    this.#write({ type: 'family', value: family });
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #apply(entry: Entry): void {
    if (entry.type === 'key') this.kept.key = entry.value;
    if (entry.type === 'store') this.kept.stores.set(entry.value.id, entry.value);
    if (entry.type === 'client') this.kept.clients.set(entry.value.id, entry.value);
    if (entry.type === 'family') this.kept.families.set(entry.value.id, entry.value);
    if (entry.type === 'storeGone') {
      this.kept.stores.delete(entry.id);
      for (const family of [...this.kept.families.values()])
        if (family.storeId === entry.id) this.kept.families.delete(family.id);
    }
  }

  /** Writes the present state into a fresh file, which takes the old one's place whole. */
  #compact(path: string): void {
    this.#file = openSync(`${path}.new`, 'w', 0o600);
    this.#write({ type: 'key', value: this.kept.key });
    for (const value of this.kept.clients.values()) this.#write({ type: 'client', value });
    for (const value of this.kept.stores.values()) this.#write({ type: 'store', value });
    for (const value of this.kept.families.values()) this.#write({ type: 'family', value });
    renameSync(`${path}.new`, path);
  }

  #write(entry: Entry): void {
    if (this.#file === undefined) return;
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    fsyncSync(this.#file);
  }
}
