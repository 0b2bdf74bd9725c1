import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type Run, runQuery } from './runs.ts';

const pollMs = 5_000;

interface Watcher {
  onRun(run: Run): void;
  onLost(): void;
}

/**
 * Follows a run by server-sent events, which the server sends at most twice a second; each holds the whole run. The
 * browser comes back by itself after a lost line, and is brought back where it gives up. Answers how to stop.
 */
function followRun(id: string, { onRun, onLost }: Watcher): () => void {
  let source: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(`/v1/runs/${id}/events`);
    source.addEventListener('run', (event) => onRun(JSON.parse((event as MessageEvent<string>).data) as Run));
    source.addEventListener('error', () => {
      onLost();
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, pollMs);
    });
  };
  open();
  return () => {
    clearTimeout(again);
    source.close();
  };
}

/** A run that is brought up to date by itself until it is over; polled while events don't come, which `isError` tells. */
export function useLiveRun(id: string): { data: Run; isError: boolean; dataUpdatedAt: number } {
  const client = useQueryClient();
  const [isLost, setLost] = useState(false);
  const query = useSuspenseQuery({
    ...runQuery(id),
    refetchInterval: ({ state }) => (isLost && state.data?.endedAt === null ? pollMs : false),
  });
  const isOver = query.data.endedAt !== null;
  useEffect(() => {
    if (isOver) return;
    const stop = followRun(id, {
      onRun(run) {
        client.setQueryData(runQuery(id).queryKey, run);
        setLost(false);
      },
      onLost: () => setLost(true),
    });
    return () => {
      stop();
      setLost(false);
    };
  }, [client, id, isOver]);
  return { data: query.data, isError: isLost || query.isError, dataUpdatedAt: query.dataUpdatedAt };
}
