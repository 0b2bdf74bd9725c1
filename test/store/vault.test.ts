import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { openVault, type Place, type Vault } from '../../src/store/vault.ts';
import { testDatabase } from '../support/database.ts';

const keyFile = () => ({ active: 'one', keys: { one: randomBytes(32) } });
const first = keyFile();
const place: Place = { table: 'grant', row: '1', field: 'tokenPair' };

let vault: Vault;
let open: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  const database = await testDatabase();
  open = openDatabase(database.connection);
  vault = await openVault(open.db, first);
  afterAll(async () => {
    await open.close();
    await database.drop();
  });
});

const unreadable = expect.objectContaining({ code: 'secret_unreadable' });

describe('a sealed secret', () => {
  test('opens in its place, whatever it is, and shows nothing of itself', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (plain) => {
        const sealed = vault.seal(place, plain);
        expect(vault.open(place, sealed)).toBe(plain);
        expect(vault.seal(place, plain)).not.toBe(sealed);
        if (plain.length > 8) expect(sealed).not.toContain(plain);
      }),
    ));

  test.each([
    { what: 'table', elsewhere: { ...place, table: 'iclient' } },
    { what: 'row', elsewhere: { ...place, row: '2' } },
    { what: 'field', elsewhere: { ...place, field: 'clientSecret' } },
    { what: 'way of joining them', elsewhere: { table: 'grant', row: '1","tokenPair', field: '' } },
  ])('does not open in another $what', ({ elsewhere }) => {
    expect(() => vault.open(elsewhere, vault.seal(place, 'secret'))).toThrow(unreadable);
  });

  test('does not open with any letter changed', () => {
    const sealed = vault.seal(place, 'secret');
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.constantFrom('A', 'B', '7', '.', '_'), (at, letter) => {
        const changed = sealed.slice(0, at) + letter + sealed.slice(at + 1);
        fc.pre(!sameBytes(changed, sealed));
        expect(() => vault.open(place, changed)).toThrow(unreadable);
      }),
    );
  });

  test.each([4, 8, 12, 15])('does not open with a tag of only %d bytes', (bytes) => {
    const [format, version, iv, tag = '', text] = vault.seal(place, 'secret').split('.');
    const short = Buffer.from(tag, 'base64url').subarray(0, bytes).toString('base64url');
    expect(() => vault.open(place, [format, version, iv, short, text].join('.'))).toThrow(unreadable);
  });

  test('says which one can not be read and what to do, without any of it', () => {
    expect(() => vault.open(place, 'v1.9.a.b.c')).toThrow(/stored tokenPair can't be read.*Restore the key file/);
  });
});

/** The last letter of base64 holds bits that belong to no byte: another letter may mean the same. */
const sameBytes = (one: string, two: string) => {
  const bytes = (text: string) =>
    text.split('.').map((part, index) => (index < 2 ? part : Buffer.from(part, 'base64url').toString('hex')));
  return JSON.stringify(bytes(one)) === JSON.stringify(bytes(two));
};

describe('the keys', () => {
  test('are the same at the next start', async () => {
    const again = await openVault(open.db, first);
    expect(again.open(place, vault.seal(place, 'secret'))).toBe('secret');
    expect(again.fingerprint('secret')).toBe(vault.fingerprint('secret'));
    expect(again.derive('cookies')).toEqual(vault.derive('cookies'));
    expect(again.derive('cookies')).not.toEqual(vault.derive('mail'));
  });

  test.each([
    { what: 'another key of the same name', other: { active: 'one', keys: { one: randomBytes(32) } } },
    { what: 'a key of another name', other: { active: 'two', keys: { two: randomBytes(32) } } },
  ])('of another installation open nothing: $what', async ({ other }) => {
    await expect(openVault(open.db, other)).rejects.toMatchObject({
      code: 'key_file_mismatch',
      message: expect.stringContaining('COUNTERFLOW_KEY_FILE'),
    });
    expect(await open.db.selectFrom('dataKey').selectAll().execute()).toHaveLength(1);
  });

  test('make fingerprints of four digits that tell two installations nothing about each other', async () => {
    const database = await testDatabase();
    const elsewhere = openDatabase(database.connection);
    const other = await openVault(elsewhere.db, keyFile());
    const texts = Array.from({ length: 20 }, (_, index) => `secret ${index}`);
    for (const text of texts) expect(vault.fingerprint(text)).toMatch(/^[0-9a-f]{4}$/);
    expect(texts.map(vault.fingerprint)).not.toEqual(texts.map(other.fingerprint));
    await elsewhere.close();
    await database.drop();
  });
});
