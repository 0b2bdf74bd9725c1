import { deleteImport, type Import, importUsedByQuery } from '../../api/imports.ts';
import { DeleteUsed } from '../../components/delete-used.tsx';
import { text } from '../../texts/text.ts';

interface DeleteImportProps {
  stored: Import;
  onClose: () => void;
  /** It is gone; called before the list is read again. */
  onDeleted: () => void;
}

/** Asks, then deletes an import; while flows use it, shows which. */
export function DeleteImport({ stored: { id, name, version }, onClose, onDeleted }: DeleteImportProps) {
  return (
    <DeleteUsed
      name={name}
      title={text('imports.delete.title', { name })}
      action={text('imports.delete')}
      usedBy={importUsedByQuery(id)}
      remove={() => deleteImport(id, version)}
      stale={['imports', 'list']}
      onDeleted={onDeleted}
      onCancel={onClose}
    >
      {text('imports.delete.text')}
    </DeleteUsed>
  );
}
