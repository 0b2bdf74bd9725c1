import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { Fault } from './faults.ts';
import { AccessTokens } from './oauth/access-tokens.ts';
import type { Family } from './oauth/families.ts';
import { type KeptRow, KeptRows } from './rows/kept-rows.ts';
import type { ClockSetting } from './sandbox-clock.ts';
import type { Client, Store } from './store.ts';

/** All that a sandbox keeps over a restart. */
export interface Kept {
  key: { id: string; pem: string };
  stores: Map<string, Store>;
  clients: Map<string, Client>;
  families: Map<string, Family>;
  faults: Map<string, Fault>;
  clock: ClockSetting | undefined;
}

type Entry =
  | { type: 'key'; value: Kept['key'] }
  | { type: 'clock'; value: ClockSetting }
  | { type: 'store'; value: Store }
  | { type: 'storeGone'; id: string }
  | { type: 'rows'; store: string; rows: KeptRow[] }
  | { type: 'client'; value: Client }
  | { type: 'family'; value: Family }
  | { type: 'fault'; value: Fault }
  | { type: 'faultGone'; id: string };

const ROWS_IN_A_LINE = 500;

/** Keeps what must survive as JSON Lines: a line for each change, on disk before the reply that depends on it. */
export class Journal {
  readonly kept: Kept;
  #file: number | undefined;
  readonly #listeners: ((store: Store, rows: KeptRow[]) => void)[] = [];

  /** Without a folder nothing is kept. A last line that was cut off by a crash is left out. */
  constructor(folder: string | undefined) {
    this.kept = {
      key: { id: '', pem: '' },
      stores: new Map(),
      clients: new Map(),
      families: new Map(),
      faults: new Map(),
      clock: undefined,
    };
    if (folder === undefined) {
      this.kept.key = AccessTokens.newKey('sandbox');
      return;
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, 'journal.jsonl');
    if (existsSync(path)) for (const line of linesOf(path)) this.#apply(JSON.parse(line) as Entry);
    if (this.kept.key.id === '') this.kept.key = AccessTokens.newKey('sandbox');
    this.#compact(path);
  }

  /** Keeps a store; from the first time on, each change of its rows as well. */
  saveStore(store: Store): void {
    const isNew = this.kept.stores.get(store.id) !== store;
    this.kept.stores.set(store.id, store);
    this.#write({ type: 'store', value: store });
    if (isNew) this.#follow(store);
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

  saveFault(fault: Fault): void {
    this.kept.faults.set(fault.id, fault);
    this.#write({ type: 'fault', value: fault });
  }

  removeFault(id: string): void {
    this.#apply({ type: 'faultGone', id });
    this.#write({ type: 'faultGone', id });
  }

  saveClock(setting: ClockSetting): void {
    this.kept.clock = setting;
    this.#write({ type: 'clock', value: setting });
  }

  /** Listeners are told of each change of rows in any store, once it is on disk. */
  whenRowsChange(listener: (store: Store, rows: KeptRow[]) => void): void {
    this.#listeners.push(listener);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #follow(store: Store): void {
    store.rows.listen((rows) => {
      this.#write({ type: 'rows', store: store.id, rows });
      for (const listener of this.#listeners) listener(store, rows);
    });
  }

  #apply(entry: Entry): void {
    const { kept } = this;
    switch (entry.type) {
      case 'key':
        kept.key = entry.value;
        break;
      case 'clock':
        kept.clock = entry.value;
        break;
      case 'store': {
        const rows = kept.stores.get(entry.value.id)?.rows ?? new KeptRows();
        kept.stores.set(entry.value.id, { ...entry.value, rows });
        break;
      }
      case 'storeGone':
        kept.stores.delete(entry.id);
        for (const { id, storeId } of [...kept.families.values()]) if (storeId === entry.id) kept.families.delete(id);
        break;
      case 'rows':
        kept.stores.get(entry.store)?.rows.restore(entry.rows);
        break;
      case 'client':
        kept.clients.set(entry.value.id, entry.value);
        break;
      case 'family':
        kept.families.set(entry.value.id, entry.value);
        break;
      case 'fault':
        kept.faults.set(entry.value.id, entry.value);
        break;
      case 'faultGone':
        kept.faults.delete(entry.id);
        break;
    }
  }

  /** Writes the present state into a fresh file, which takes the old one's place whole. */
  #compact(path: string): void {
    this.#file = openSync(`${path}.new`, 'w', 0o600);
    for (const entry of this.#everything()) writeSync(this.#file, lineOf(entry));
    fsyncSync(this.#file);
    renameSync(`${path}.new`, path);
    for (const store of this.kept.stores.values()) this.#follow(store);
  }

  *#everything(): Generator<Entry> {
    const { key, clock, clients, stores, families, faults } = this.kept;
    yield { type: 'key', value: key };
    if (clock) yield { type: 'clock', value: clock };
    for (const value of clients.values()) yield { type: 'client', value };
    for (const value of stores.values()) {
      yield { type: 'store', value };
      const rows = [...value.rows.all()];
      for (let at = 0; at < rows.length; at += ROWS_IN_A_LINE)
        yield { type: 'rows', store: value.id, rows: rows.slice(at, at + ROWS_IN_A_LINE) };
    }
    for (const value of families.values()) yield { type: 'family', value };
    for (const value of faults.values()) yield { type: 'fault', value };
  }

  #write(entry: Entry): void {
    if (this.#file === undefined) return;
    writeSync(this.#file, lineOf(entry));
    fsyncSync(this.#file);
  }
}

const lineOf = (entry: Entry) => `${JSON.stringify(entry)}\n`;

/** Whole lines of a file, which may be larger than the longest text. */
function* linesOf(path: string): Generator<string> {
  const file = openSync(path, 'r');
  const [decoder, part] = [new StringDecoder('utf8'), Buffer.alloc(1024 * 1024)];
  let rest = '';
  try {
    for (let bytes = readSync(file, part); bytes > 0; bytes = readSync(file, part)) {
      const lines = (rest + decoder.write(part.subarray(0, bytes))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } finally {
    closeSync(file);
  }
}
