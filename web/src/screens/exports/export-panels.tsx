import { useNavigate } from '@tanstack/react-router';
import { SidePanel } from '../../components/side-panel.tsx';
import { TableSkeleton } from '../../components/skeletons.tsx';
import { text } from '../../texts/text.ts';

/** Create export, over the list. */
export function CreateExport() {
  const navigate = useNavigate();
  return (
    <SidePanel title={text('exports.create')} size={640} onClose={() => void navigate({ to: '/exports' })}>
      <TableSkeleton />
    </SidePanel>
  );
}

/** One export, over the list. */
export function EditExport() {
  return <CreateExport />;
}
