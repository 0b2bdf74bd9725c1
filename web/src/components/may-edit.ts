import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/session.ts';

/** Whether the person may change things: everybody but the role `monitor`. The server decides; this only shows it. */
export function useMayEdit(): boolean {
  const { data } = useQuery(sessionQuery());
  return data !== undefined && data.role !== 'monitor';
}
