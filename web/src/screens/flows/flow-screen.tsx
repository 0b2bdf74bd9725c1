import { useSuspenseQuery } from '@tanstack/react-query';
import { flowQuery } from '../../api/flows.ts';
import { PageHead } from '../../components/page-head.tsx';
import { flowRoute } from './route.ts';

export function FlowScreen() {
  const { id } = flowRoute.useParams();
  const { data } = useSuspenseQuery(flowQuery(id));
  return <PageHead title={data.name} />;
}
