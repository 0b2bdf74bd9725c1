import { type Family, liveNamesOf, spentNamesOf } from './families.ts';

/** All grants of a sandbox, found by any token they gave. What is saved here is in the journal before a reply tells of it. */
export class GrantBook {
  readonly #families: ReadonlyMap<string, Family>;
  readonly #write: (family: Family) => void;
  readonly #byName = new Map<string, string>();
  readonly #onEnd: ((family: Family) => void)[] = [];

  constructor(families: ReadonlyMap<string, Family>, write: (family: Family) => void) {
    this.#families = families;
    this.#write = write;
    for (const family of families.values()) this.#index(family, [...liveNamesOf(family), ...spentNamesOf(family)]);
  }

  /** The family that gave this token, spent ones included; a name that it has forgotten is no one's. */
  find(name: string): Family | undefined {
    const family = this.#families.get(this.#byName.get(name) ?? '');
    if (!family) return undefined;
    return liveNamesOf(family).includes(name) || spentNamesOf(family).includes(name) ? family : undefined;
  }

  get(id: string): Family | undefined {
    return this.#families.get(id);
  }

  save(family: Family): void {
    this.#write(family);
    this.#index(family, liveNamesOf(family));
  }

  /** Ends a grant, as the merchant does in settings or by removing the app. */
  end(family: Family): void {
    family.state = 'revoked';
    this.save(family);
    for (const listener of this.#onEnd) listener(family);
  }

  /** Calls back when a grant has ended: what hangs on it (an app's webhooks) goes with it. */
  whenEnded(listener: (family: Family) => void): void {
    this.#onEnd.push(listener);
  }

  #index({ id }: Family, names: string[]): void {
    for (const name of names) this.#byName.set(name, id);
  }
}
