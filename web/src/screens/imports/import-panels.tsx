import { useNavigate } from '@tanstack/react-router';
import { SidePanel } from '../../components/side-panel.tsx';
import { TableSkeleton } from '../../components/skeletons.tsx';
import { text } from '../../texts/text.ts';

/** Create import, over the list. */
export function CreateImport() {
  const navigate = useNavigate();
  return (
    <SidePanel title={text('imports.create')} size={640} onClose={() => void navigate({ to: '/imports' })}>
      <TableSkeleton />
    </SidePanel>
  );
}

/** One import, over the list. */
export function EditImport() {
  return <CreateImport />;
}
