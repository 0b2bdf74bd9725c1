import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { exportQuery } from '../../api/exports.ts';
import { ExportPanel } from './export-panel.tsx';
import { createExportRoute, exportRoute } from './route.ts';

/** Create export, over the list. */
export function CreateExport() {
  const { connection } = createExportRoute.useSearch();
  const toList = useToList();
  return <ExportPanel connectionId={connection} onClose={toList} onSaved={toList} />;
}

/** One export, over the list. */
export function EditExport() {
  const { id } = exportRoute.useParams();
  const { data } = useSuspenseQuery(exportQuery(id));
  const toList = useToList();
  return <ExportPanel key={id} exported={data} onClose={toList} onSaved={toList} onDeleted={toList} />;
}

function useToList() {
  const navigate = useNavigate();
  return () => void navigate({ to: '/exports', search: (old) => ({ q: 'q' in old ? old.q : undefined }) });
}
