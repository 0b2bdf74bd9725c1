import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/route.ts';

/** What each trouble with a sign-in means and what to do; the address with its code leads to one of them. */
export const signInHelpRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/help/sign-in',
  staticData: { crumb: 'help.signIn.title' },
  component: lazyRouteComponent(() => import('./sign-in-help.tsx'), 'SignInHelp'),
});
