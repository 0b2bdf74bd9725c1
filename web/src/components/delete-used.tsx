import { type QueryKey, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { connectionUsedByQuery } from '../api/connections.ts';
import { text } from '../texts/text.ts';
import { announce } from './announcer.tsx';
import { ConfirmDelete } from './confirm-delete.tsx';

interface DeleteUsedProps {
  name: string;
  title: string;
  /** What goes with it, and what stays. */
  children: ReactNode;
  action: string;
  usedBy: ReturnType<typeof connectionUsedByQuery>;
  remove: () => Promise<void>;
  /** What has to be read again without it; an empty key means everything. */
  stale: QueryKey;
  /** It is gone; called before anything is read again. */
  onDeleted: () => void | Promise<void>;
  onCancel: () => void;
}

/** Asks, then deletes something that others may use; while they do, shows which. */
export function DeleteUsed({ usedBy, remove, stale, onDeleted, ...asked }: DeleteUsedProps) {
  const users = useQuery({ ...usedBy, throwOnError: false });
  const queries = useQueryClient();
  const removal = useMutation({
    mutationFn: remove,
    onSuccess: async () => {
      await onDeleted();
      announce(text('delete.done', { name: asked.name }));
      await queries.invalidateQueries({ queryKey: stale });
    },
    onError: () => users.refetch(),
  });
  if (users.isPending) return null;
  return (
    <ConfirmDelete
      {...asked}
      users={users.data?.items ?? []}
      busy={removal.isPending}
      error={removal.error}
      onConfirm={() => removal.mutate()}
    />
  );
}
