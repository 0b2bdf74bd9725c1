import type { Installation } from '../../installation.ts';
import type { Access } from '../../transfers/access.ts';

/** Points of a run where a test lets the process die. */
export type RunPoint = 'read' | 'written' | 'committed' | 'finishing' | 'finished';

/** What a run works with. */
export interface RunWorld {
  installation: Installation;
  access: Access;
  /** Called at each point; only tests set it. */
  at?: (point: RunPoint) => Promise<void> | void;
}

/** The run was taken over, or is over: this process has nothing to say about it any more. */
export class RunLost extends Error {
  constructor() {
    super('the run has a newer owner');
    this.name = 'RunLost';
  }
}
