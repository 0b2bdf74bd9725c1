import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { authorizationQuery } from '../../api/connections.ts';

/** Channel on which the result page tells how an attempt ended. News only: the server's record is the truth. */
const channelName = 'counterflow-authorization';

/** Asks the server at once when the sign-in window reports an end, and tells the window that it may close. */
export function useAttemptNews(connectionId: string, attemptId: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    const channel = new BroadcastChannel(channelName);
    channel.onmessage = ({ data }: MessageEvent<{ attemptId?: string }>) => {
      if (data.attemptId !== attemptId) return;
      void queries
        .refetchQueries({ queryKey: authorizationQuery(connectionId, attemptId).queryKey })
        .then(() => channel.postMessage({ seen: attemptId }));
    };
    return () => channel.close();
  }, [queries, connectionId, attemptId]);
}
