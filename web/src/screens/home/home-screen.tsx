import { useSuspenseQuery } from '@tanstack/react-query';
import { connectionsQuery } from '../../api/connections.ts';
import { homeQuery } from '../../api/home.ts';
import { Dashboard } from './dashboard.tsx';
import { FirstSteps } from './first-steps.tsx';

/** First steps until the first flow is made; then what needs a person, what runs and what comes next. */
export function HomeScreen() {
  const home = useSuspenseQuery(homeQuery());
  const { data: connections } = useSuspenseQuery(connectionsQuery());
  const own = connections.items.filter(({ builtIn }) => !builtIn);
  if (home.data.counts.flows === 0) return <FirstSteps counts={home.data.counts} connections={own} />;
  return <Dashboard home={home.data} homeState={home} connections={connections.items} />;
}
