import { useRouter } from '@tanstack/react-router';
import type { FormPanel } from './route.ts';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** True where a panel was opened over a form: closing it goes back to the entry before. */
    opensPanel?: true;
  }
}

/**
 * Opens and closes the panels over a form so that Back closes what was opened last, and never leads to a panel that was
 * closed. `show` changes the address.
 */
export function usePanelHistory(
  show: (panel: FormPanel | undefined, how: { replace?: true; state?: { opensPanel: true } }) => void,
): (panel: FormPanel | undefined) => void {
  const router = useRouter();
  return (panel) => {
    if (panel) show(panel, { state: { opensPanel: true } });
    else if (router.state.location.state.opensPanel) router.history.back();
    else show(undefined, { replace: true });
  };
}
