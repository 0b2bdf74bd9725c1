import { Button, Menu } from '@mantine/core';
import { useForm } from '@mantine/form';
import IconDatabaseImport from '@tabler/icons-react/dist/esm/icons/IconDatabaseImport.mjs';
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { connectionsQuery } from '../../api/connections.ts';
import { changeImport, createImport, type Import, importQuery } from '../../api/imports.ts';
import { announce } from '../../components/announcer.tsx';
import { AppTile, IconTile } from '../../components/app-tile.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { RowMenu } from '../../components/row-menu.tsx';
import { FooterSpace, SidePanel } from '../../components/side-panel.tsx';
import { SaveNotices } from '../../forms/save-notices.tsx';
import classes from '../../forms/two-columns.module.css';
import { useVersionedSave } from '../../forms/versioned-save.ts';
import { text } from '../../texts/text.ts';
import { DeleteImport } from './delete-import.tsx';
import { ImportFields } from './import-fields.tsx';
import {
  differing,
  type ImportValues,
  importErrors,
  refusedField,
  targetKind,
  valuesOf,
  writeOf,
} from './import-values.ts';
import { MappingPane } from './mapping-pane.tsx';
import { useTrial } from './trial.ts';

interface ImportPanelProps {
  /** The one to edit; left out to make a new one. */
  stored?: Import;
  /** Export whose rows the mapping is tried on. */
  sampleExportId?: string | undefined;
  onClose: () => void;
  onSaved: (saved: Import) => void;
  onDeleted?: () => void;
}

/** Where records are written, beside the mapping with its result for a sample row. */
export function ImportPanel({ stored, sampleExportId, onClose, onSaved, onDeleted }: ImportPanelProps) {
  const queries = useQueryClient();
  const connections = useSuspenseQuery(connectionsQuery()).data.items;
  const mayEdit = useMayEdit();
  const [deleting, setDeleting] = useState(false);
  const [sampleId, setSampleId] = useState(sampleExportId);
  // Reading samples spends the rate budget, which the role Monitor may not.
  const shownSampleId = mayEdit ? sampleId : undefined;
  const kindOf = (id: string | null) => targetKind(connections.find((each) => each.id === id));
  const form = useForm<ImportValues>({
    initialValues: valuesOf(stored, connections.find(({ builtIn }) => builtIn)?.id),
    validate: (values) => importErrors(values, kindOf(values.connectionId)),
    validateInputOnBlur: true,
  });
  const connection = connections.find(({ id }) => id === form.values.connectionId);
  const kind = targetKind(connection);
  const trial = useTrial(form.values, { kind, sampleExportId: shownSampleId, mayTry: mayEdit });
  const save = useVersionedSave<Import, ImportValues>({
    form,
    version: stored?.version,
    send: (values, version) => {
      const write = writeOf(values, kind ?? 'table');
      return stored && version !== undefined ? changeImport(stored.id, version, write) : createImport(write);
    },
    readAgain: async () => stored && queries.fetchQuery({ ...importQuery(stored.id), staleTime: 0 }),
    refresh: () => queries.invalidateQueries({ queryKey: ['imports'] }),
    onSaved: (saved) => {
      announce(text('imports.saved', { name: saved.name }));
      onSaved(saved);
    },
    valuesOf,
    differing,
    refusedField,
  });
  return (
    <SidePanel
      title={stored ? stored.name : text('imports.create')}
      subtitle={text('imports.panel.sub')}
      tile={
        connection ? (
          <AppTile apiType={connection.apiType} big />
        ) : (
          <IconTile big icon={<IconDatabaseImport size={20} stroke={1.75} />} />
        )
      }
      size={1160}
      onClose={onClose}
      onSubmit={save.submit}
      filled
      covered={save.guard.asking || deleting}
      aside={
        stored &&
        mayEdit &&
        onDeleted && (
          <RowMenu name={stored.name}>
            <Menu.Item color="red" onClick={() => setDeleting(true)}>
              {text('imports.delete')}
            </Menu.Item>
          </RowMenu>
        )
      }
      footer={
        <>
          {mayEdit && (
            <Button type="submit" loading={save.isSaving}>
              {text('common.save')}
            </Button>
          )}
          <Button variant="subtle" color="gray" onClick={onClose}>
            {text('common.cancel')}
          </Button>
          <FooterSpace />
          {trial.summary}
        </>
      }
    >
      <div className={classes.columns}>
        <div className={classes.form}>
          <SaveNotices prefix="import" errors={form.errors} notSaved={text('imports.notSaved')} save={save} />
          <fieldset className={classes.fields} disabled={!mayEdit}>
            <ImportFields form={form} connections={connections} connection={connection} kind={kind} trial={trial} />
          </fieldset>
        </div>
        <MappingPane form={form} trial={trial} sampleId={shownSampleId} onSample={setSampleId} mayEdit={mayEdit} />
      </div>
      {deleting && stored && (
        <DeleteImport
          stored={stored}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            save.guard.leaveFreely();
            onDeleted?.();
          }}
        />
      )}
      {save.guard.question}
    </SidePanel>
  );
}
