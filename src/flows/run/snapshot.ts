import type { Export } from '../../transfers/export-schema.ts';
import type { Import } from '../../transfers/import-schema.ts';

/** What a run does, pinned when it is started: later changes of flow, export or import are the next run's. */
export interface RunSnapshot {
  flow: { id: string; name: string };
  source: {
    id: string;
    name: string;
    export: Pick<Export, 'id' | 'connectionId' | 'resource' | 'type' | 'limit' | 'relations' | 'filters'>;
  };
  steps: {
    id: string;
    name: string;
    onError: 'pause' | 'proceed';
    import: Pick<Import, 'id' | 'connectionId' | 'operation' | 'target' | 'mapping'>;
  }[];
  /** Pages of the last good run that read the same; null where that tells nothing. */
  expectedPages: number | null;
}
