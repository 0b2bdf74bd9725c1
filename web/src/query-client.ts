import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './api/client.ts';

/** Answers that another try would not change. */
const isFinal = (error: Error) => error instanceof ApiProblem && error.status >= 400 && error.status < 500;

/** Server data lives here alone. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (failures, error) => failures < 2 && !isFinal(error),
      throwOnError: (_error, query) => query.state.data === undefined,
    },
  },
});
