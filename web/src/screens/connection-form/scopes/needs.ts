import type { NeededScopes } from '../../../api/connections.ts';
import type { Scope } from '../../../api/scopes.ts';

type Need = Pick<NeededScopes, 'anyOf' | 'neededBy'>;

/** The scope of several that suffice which allows least: the first that only reads, else the first that is known. */
export function narrowest(anyOf: readonly string[], catalogue: readonly Scope[]): string | undefined {
  const known = anyOf.flatMap((scope) => catalogue.filter((one) => one.scope === scope));
  return (known.find(({ access }) => access === 'read') ?? known[0])?.scope;
}

/** The scopes of a list that meet a need: one of those that suffice, or one that contains it. */
function meeting(anyOf: readonly string[], catalogue: readonly Scope[], list: ReadonlySet<string>): string[] {
  const suffice = anyOf.flatMap((scope) => [scope, ...(catalogue.find((one) => one.scope === scope)?.coveredBy ?? [])]);
  return [...new Set(suffice)].filter((scope) => list.has(scope));
}

/** Whether a list of scopes meets a need. */
export const meets = (anyOf: readonly string[], catalogue: readonly Scope[], list: readonly string[]): boolean =>
  meeting(anyOf, catalogue, new Set(list)).length > 0;

/** Scopes to be added so that every need is met: the narrowest of each that is not. */
export function unmet(
  needs: readonly Pick<Need, 'anyOf'>[],
  catalogue: readonly Scope[],
  selected: readonly string[],
): string[] {
  const lacking = needs.filter(({ anyOf }) => !meets(anyOf, catalogue, selected));
  return [...new Set(lacking.flatMap(({ anyOf }) => narrowest(anyOf, catalogue) ?? []))];
}

/** Who needs which scope, by scope: those that meet a need where they stand, else the narrowest that would. */
export function neededBy(
  needs: readonly Need[],
  catalogue: readonly Scope[],
  selected: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { anyOf, neededBy: users } of needs) {
    const met = meeting(anyOf, catalogue, selected);
    const suggested = narrowest(anyOf, catalogue);
    for (const scope of met.length > 0 ? met : suggested ? [suggested] : []) {
      names.set(scope, [...new Set([...(names.get(scope) ?? []), ...users.map(({ name }) => name)])]);
    }
  }
  return names;
}
