import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type Connection, changeConnection, connectionQuery, startAuthorization } from '../../api/connections.ts';
import { closeSignIn, openSignInPlace, type SignInPlace, sendSignIn } from './sign-in-window.ts';

/**
 * Adds scopes to what a connection asks for, and authorizes it again for them. `add` must be called inside the click: it
 * opens the window.
 */
export function useAddScopes(connection: Connection) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const mutation = useMutation({
    mutationFn: async ({ scopes, place }: { scopes: readonly string[]; place: SignInPlace }) => {
      try {
        const { id } = connection;
        const { version, settings } = await queries.fetchQuery({ ...connectionQuery(id), staleTime: 0 });
        const changed = await changeConnection(id, version, {
          settings: { scopes: [...new Set([...(settings.scopes ?? []), ...scopes])] },
        });
        queries.setQueryData(connectionQuery(id).queryKey, changed);
        return await startAuthorization(id);
      } catch (error) {
        closeSignIn(place);
        throw error;
      }
    },
    onSuccess: (attempt, { place }) => {
      // First, since leaving may be asked about where something was typed.
      sendSignIn(place, attempt);
      return navigate({
        to: '/connections/$id/authorize',
        params: { id: attempt.connectionId },
        search: { attempt: attempt.id },
      });
    },
  });
  return {
    add: (scopes: readonly string[]) => mutation.mutate({ scopes, place: openSignInPlace() }),
    isAdding: mutation.isPending,
    error: mutation.error,
  };
}
