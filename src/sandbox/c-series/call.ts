import type { Addressed } from '../hosts.ts';
import type { WindowState } from '../limits/window.ts';
import type { COpened } from './credentials.ts';
import type { Edit } from './edit.ts';
import type { View } from './fields.ts';
import type { Resource } from './resource.ts';

export interface Reply {
  status: number;
  body: unknown;
}

/** A request whose key was found good. */
export interface Call {
  opened: COpened;
  method: string;
  to: Addressed;
  body: string;
  nowMs: number;
  /** The windows of the rate limit, this request counted in. */
  limits: WindowState[];
}

/** What an operation works with. */
export interface Work {
  call: Call;
  view: View;
  /** What stands in the path for `{id}`, in order. */
  ids: number[];
  edit<T>(make: (edit: Edit) => T): T;
}

/** A path of its own, beside the lists and rows of resources. */
export interface Operation {
  /** Left out: open to every key. */
  group?: Resource['group'];
  run(work: Work): Reply;
}

/** Operations by method and path: `POST quotes/{id}/convert`. */
export type Operations = Record<string, Operation>;
