import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type Connection, cloneConnection, connectionQuery, startAuthorization } from '../../api/connections.ts';
import { closeSignIn, openSignInPlace, type SignInPlace, sendSignIn } from './sign-in-window.ts';

/**
 * Makes a connection with the settings of another under a new name, and signs in for it at once. `make` must be called
 * inside the click: it opens the window.
 */
export function useNewConnection(like: Connection, name: string) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const mutation = useMutation({
    mutationFn: async (place: SignInPlace) => {
      try {
        const made = await cloneConnection(like.id, name);
        queries.setQueryData(connectionQuery(made.id).queryKey, made);
        await queries.invalidateQueries({ queryKey: ['connections', 'list'] });
        const attempt = await startAuthorization(made.id);
        return { made, attempt };
      } catch (error) {
        closeSignIn(place);
        throw error;
      }
    },
    onSuccess: async ({ made, attempt }, place) => {
      await navigate({
        to: '/connections/$id/authorize',
        params: { id: made.id },
        search: { attempt: attempt.id },
      });
      sendSignIn(place, attempt);
    },
  });
  return { make: () => mutation.mutate(openSignInPlace()), isMaking: mutation.isPending, error: mutation.error };
}
