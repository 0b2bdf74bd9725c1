import { deleteExport, type Export, exportUsedByQuery } from '../../api/exports.ts';
import { DeleteUsed } from '../../components/delete-used.tsx';
import { text } from '../../texts/text.ts';

interface DeleteExportProps {
  exported: Export;
  onClose: () => void;
  /** It is gone; called before the list is read again. */
  onDeleted: () => void;
}

/** Asks, then deletes an export; while flows use it, shows which. */
export function DeleteExport({ exported: { id, name, version }, onClose, onDeleted }: DeleteExportProps) {
  return (
    <DeleteUsed
      name={name}
      title={text('exports.delete.title', { name })}
      action={text('exports.delete')}
      usedBy={exportUsedByQuery(id)}
      remove={() => deleteExport(id, version)}
      stale={['exports', 'list']}
      onDeleted={onDeleted}
      onCancel={onClose}
    >
      {text('exports.delete.text')}
    </DeleteUsed>
  );
}
