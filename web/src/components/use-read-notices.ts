import { useMutation, useQueryClient } from '@tanstack/react-query';
import { readNotices } from '../api/notices.ts';

/** Marks notices as read and brings every list of them up to date. */
export function useReadNotices() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: readNotices,
    onSettled: () => queries.invalidateQueries({ queryKey: ['notices'] }),
  });
}
