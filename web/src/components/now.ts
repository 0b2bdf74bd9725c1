import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present time in milliseconds, moving on once in `stepMs` (whole seconds). One timer serves the whole app. */
export function useNow(stepMs = 1_000): number {
  return useSyncExternalStore(subscribe, () => {
    const at = timer === undefined ? Date.now() : now;
    return Math.floor(at / stepMs) * stepMs;
  });
}
