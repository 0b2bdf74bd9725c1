import { PageHead } from '../../components/page-head.tsx';
import { text } from '../../texts/text.ts';

export function CreateFlowScreen() {
  return <PageHead title={text('flows.create')} />;
}
