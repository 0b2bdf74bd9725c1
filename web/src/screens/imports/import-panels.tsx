import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { importQuery } from '../../api/imports.ts';
import { ImportPanel } from './import-panel.tsx';
import { createImportRoute, importRoute } from './route.ts';

/** Create import, over the list. */
export function CreateImport() {
  const { export: sampleExportId } = createImportRoute.useSearch();
  const toList = useToList();
  return <ImportPanel sampleExportId={sampleExportId} onClose={toList} onSaved={toList} />;
}

/** One import, over the list. */
export function EditImport() {
  const { id } = importRoute.useParams();
  const { data } = useSuspenseQuery(importQuery(id));
  const toList = useToList();
  return <ImportPanel key={id} stored={data} onClose={toList} onSaved={toList} onDeleted={toList} />;
}

function useToList() {
  const navigate = useNavigate();
  return () => void navigate({ to: '/imports', search: (old) => ({ q: 'q' in old ? old.q : undefined }) });
}
