import type { Connection } from '../../api/connections.ts';
import type { Scope } from '../../api/scopes.ts';

export type ScopeState = 'granted' | 'missing' | 'extra' | 'asked';

export interface ScopeRow {
  scope: string;
  /** Part before the colon, the same for most scopes of a series: shown quieter. */
  prefix: string;
  name: string;
  /** What it allows; `null` for a scope that the catalogue does not know. */
  about: Scope | null;
  state: ScopeState;
}

type ScopesOf = Pick<Connection, 'grant' | 'missingScopes'> & { settings: Pick<Connection['settings'], 'scopes'> };

/** Asked and granted scopes in one list: what is missing first, then as asked, then what came on top. */
export function scopeRows(connection: ScopesOf, catalogue: readonly Scope[]): ScopeRow[] {
  const asked = connection.settings.scopes ?? [];
  const granted = connection.grant?.scopes ?? [];
  const stateOf = (scope: string): ScopeState => {
    if (connection.missingScopes.includes(scope)) return 'missing';
    if (!connection.grant) return 'asked';
    return asked.includes(scope) ? 'granted' : 'extra';
  };
  const order: readonly ScopeState[] = ['missing', 'asked', 'granted', 'extra'];
  return [...new Set([...asked, ...granted])]
    .map((scope) => {
      const colon = scope.indexOf(':') + 1;
      return {
        scope,
        prefix: scope.slice(0, colon),
        name: scope.slice(colon),
        about: catalogue.find((one) => one.scope === scope) ?? null,
        state: stateOf(scope),
      };
    })
    .toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}
