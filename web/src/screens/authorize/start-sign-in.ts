import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { startAuthorization } from '../../api/connections.ts';
import { closeSignIn, openSignInPlace, type SignInPlace, sendSignIn } from './sign-in-window.ts';

/** Starts a new attempt and shows it in the panel. `start` must be called inside the click: it opens the window. */
export function useStartSignIn(connectionId: string) {
  const navigate = useNavigate();
  const mutation = useMutation({
    mutationFn: async (place: SignInPlace) => {
      try {
        const attempt = await startAuthorization(connectionId);
        sendSignIn(place, attempt);
        return attempt;
      } catch (error) {
        closeSignIn(place);
        throw error;
      }
    },
    onSuccess: ({ id: attempt }) =>
      navigate({
        to: '/connections/$id/authorize',
        params: { id: connectionId },
        search: { attempt },
        replace: true,
      }),
  });
  return { start: () => mutation.mutate(openSignInPlace()), isStarting: mutation.isPending, error: mutation.error };
}
