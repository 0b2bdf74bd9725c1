import { describe, expect, test } from 'vitest';
import { resources } from '../../../../src/connectors/lightspeed/r-series/resources.ts';
import { bundles, scopes, scopesOf } from '../../../../src/connectors/lightspeed/r-series/scopes.ts';
import { knownScopes, scopeWords } from '../../../../src/sandbox/r-series/scopes.ts';

const names = scopes.map(({ scope }) => scope);

describe('the scopes a client may ask for', () => {
  test('there are 30, each once', () => {
    expect(names).toHaveLength(30);
    expect(new Set(names).size).toBe(30);
  });

  test('they are those the sandbox knows, which was written on its own', () => {
    expect(names.toSorted()).toEqual([...knownScopes].toSorted());
  });

  test('both say alike which of them only read', () => {
    const readers = scopes.filter(({ access }) => access === 'read').map(({ scope }) => scope);
    const theirs = [...scopeWords].filter(([, { reads }]) => reads).map(([scope]) => scope);
    expect(readers.toSorted()).toEqual(theirs.toSorted());
  });

  test('each has a title and a description in words', () => {
    for (const { title, description } of scopes) {
      expect(title).toMatch(/^[A-Z]/);
      expect(description).toMatch(/\.$/);
    }
  });

  test('`all` covers every other one, and nothing covers `all`', () => {
    for (const { scope, coveredBy } of scopes) {
      expect(coveredBy.includes('employee:all')).toBe(scope !== 'employee:all');
    }
  });

  test('what covers a scope exists and can do at least as much', () => {
    for (const { coveredBy } of scopes) {
      for (const cover of coveredBy) expect(scopes.find(({ scope }) => scope === cover)?.access).toBe('read-write');
    }
  });

  test('each `_read` scope is covered by the one that also writes', () => {
    const readers = scopes.filter(({ scope }) => scope.endsWith('_read'));
    expect(readers.map(({ scope }) => scope.slice('employee:'.length))).toEqual([
      'register_read',
      'inventory_read',
      'customers_read',
    ]);
    for (const { scope, coveredBy } of readers) expect(coveredBy).toContain(scope.replace(/_read$/, ''));
  });

  test('bundles hold scopes that exist', () => {
    for (const bundle of bundles) expect(names).toEqual(expect.arrayContaining(bundle.scopes));
  });
});

test('every resource is opened by scopes that exist', () => {
  for (const { scopes: any } of resources) expect(names).toEqual(expect.arrayContaining(any));
});

test('a scope names only resources that accept it', () => {
  for (const { scope, resources: opened } of scopes) {
    for (const name of opened)
      expect(resources.find((one) => one.name === name)?.scopes, `${scope}: ${name}`).toContain(scope);
  }
});

describe('granted scopes, read from an access token', () => {
  const token = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
  test.each([
    { claims: { scope: 'employee:a employee:b' }, granted: ['employee:a', 'employee:b'] },
    { claims: { scopes: 'employee:a' }, granted: ['employee:a'] },
    { claims: { scope: ['employee:a'] }, granted: ['employee:a'] },
    { claims: { scope: '' }, granted: [] },
    { claims: {}, granted: [] },
  ])('$claims', ({ claims, granted }) => expect(scopesOf(token(claims))).toEqual(granted));

  test.each(['', 'opaque', 'a.b.c', '..'])('a token that is no JWT tells nothing: "%s"', (text) =>
    expect(scopesOf(text)).toEqual([]),
  );
});
