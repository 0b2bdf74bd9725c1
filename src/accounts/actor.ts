import type { Role } from './schema.ts';

/** Who does something, and through what: written into the audit log with every change. */
export interface Actor {
  /** User id, `apikey:<id>`, or `system`. */
  id: string;
  name: string;
  role: Role;
  source: 'ui' | 'api' | 'cli' | 'system';
}

/** counterflow itself: schedules, background renewals, what start-up makes. */
export const system: Actor = { id: 'system', name: 'counterflow', role: 'owner', source: 'system' };
