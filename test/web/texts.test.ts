import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { en } from '../../web/src/texts/en.ts';
import { formatMessage, namesIn } from '../../web/src/texts/message.ts';
import { pseudoMessage } from '../../web/src/texts/pseudo.ts';

const folder = new URL('../../web/src/texts/en/', import.meta.url);
const areas = await Promise.all(
  readdirSync(folder).map(async (file) => ({
    file,
    texts: Object.assign({}, ...Object.values(await import(new URL(file, folder).href))) as Record<string, string>,
  })),
);

describe('the catalogue of texts', () => {
  test('defines each text in one place', () => {
    const places = new Map<string, string[]>();
    for (const { file, texts } of areas) {
      for (const key of Object.keys(texts)) places.set(key, [...(places.get(key) ?? []), file]);
    }
    expect([...places].filter(([, files]) => files.length > 1)).toEqual([]);
    expect(Object.keys(en).toSorted()).toEqual([...places.keys()].toSorted());
  });

  test('can be filled in, text by text, and so can its pseudo-locale', () => {
    for (const [key, message] of Object.entries<string>(en)) {
      const values = Object.fromEntries([...namesIn(message)].map((name) => [name, 2]));
      expect(formatMessage(message, values, 'en'), key).not.toMatch(/[{}]/);
      expect(formatMessage(pseudoMessage(message), values, 'en'), key).toMatch(/^\[.*\]$/s);
    }
  });
});
