import type { Connection } from '../../api/connections.ts';
import type { Export } from '../../api/exports.ts';
import type { Flow } from '../../api/flows.ts';
import type { Import } from '../../api/imports.ts';

/** One end of a flow with what it hangs on; undefined where that was deleted or is not loaded yet. */
export interface FlowParts {
  source: Export | undefined;
  sourceConnection: Connection | undefined;
  target: Import | undefined;
  targetConnection: Connection | undefined;
}

interface Stock {
  exports: readonly Export[];
  imports: readonly Import[];
  connections: readonly Connection[];
}

/** Finds what a flow reads with and writes with. */
export function partsOf(flow: Pick<Flow, 'sources' | 'steps'>, { exports, imports, connections }: Stock): FlowParts {
  const source = exports.find(({ id }) => id === flow.sources[0]?.exportId);
  const target = imports.find(({ id }) => id === flow.steps[0]?.importId);
  return {
    source,
    target,
    sourceConnection: connections.find(({ id }) => id === source?.connectionId),
    targetConnection: connections.find(({ id }) => id === target?.connectionId),
  };
}
