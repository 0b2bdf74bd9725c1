import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type AttemptOptions, startAuthorization } from '../../api/connections.ts';
import { closeSignIn, openSignInPlace, type SignInPlace, sendSignIn } from './sign-in-window.ts';

interface Start {
  place: SignInPlace;
  options: AttemptOptions;
}

/**
 * Starts a new attempt and shows it in the panel. `start` must be called inside the click: it opens the window. `onStarted`
 * is called once the attempt is there.
 */
export function useStartSignIn(connectionId: string, onStarted: () => void = () => {}) {
  const navigate = useNavigate();
  const mutation = useMutation({
    mutationFn: async ({ place, options }: Start) => {
      try {
        const attempt = await startAuthorization(connectionId, options);
        sendSignIn(place, attempt);
        return attempt;
      } catch (error) {
        closeSignIn(place);
        throw error;
      }
    },
    onSuccess: ({ id: attempt }) => {
      onStarted();
      return navigate({
        to: '/connections/$id/authorize',
        params: { id: connectionId },
        search: { attempt },
        replace: true,
      });
    },
  });
  return {
    start: (options: AttemptOptions = {}) => mutation.mutate({ place: openSignInPlace(), options }),
    isStarting: mutation.isPending,
    error: mutation.error,
  };
}
