import { useSuspenseQuery } from '@tanstack/react-query';
import { type Role, roles } from '../../../src/accounts/schema.ts';
import { sessionQuery } from '../api/session.ts';

/** Whether a role contains the rights of another. */
export const includesRole = (role: Role, least: Role): boolean => roles.indexOf(role) <= roles.indexOf(least);

/**
 * Whether whoever is signed in has the rights of `least`. Spares people buttons that would only be refused; the server
 * decides all the same.
 */
export function useMay(least: Role): boolean {
  const { data } = useSuspenseQuery(sessionQuery());
  return includesRole(data.role, least);
}
