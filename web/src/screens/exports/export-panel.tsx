import { Button, Menu } from '@mantine/core';
import { useForm } from '@mantine/form';
import IconDatabaseExport from '@tabler/icons-react/dist/esm/icons/IconDatabaseExport.mjs';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { connectionsQuery } from '../../api/connections.ts';
import { changeExport, createExport, type Export, exportQuery, previewDraft } from '../../api/exports.ts';
import { announce } from '../../components/announcer.tsx';
import { AppTile, IconTile } from '../../components/app-tile.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { RowMenu } from '../../components/row-menu.tsx';
import { FooterSpace, SidePanel } from '../../components/side-panel.tsx';
import { SaveNotices } from '../../forms/save-notices.tsx';
import classes from '../../forms/two-columns.module.css';
import { useVersionedSave } from '../../forms/versioned-save.ts';
import { text } from '../../texts/text.ts';
import { DeleteExport } from './delete-export.tsx';
import { ExportFields } from './export-fields.tsx';

import { differing, type ExportValues, exportErrors, refusedField, valuesOf, writeOf } from './export-values.ts';
import { PreviewPane } from './preview-pane.tsx';

interface ExportPanelProps {
  /** The one to edit; left out to make a new one. */
  exported?: Export;
  /** Connection to start with. */
  connectionId?: string | undefined;
  onClose: () => void;
  onSaved: (exported: Export) => void;
  onDeleted?: () => void;
}

/** What to read, beside real rows of it. Saving keeps the panel's owner in charge of where to go. */
export function ExportPanel({ exported, connectionId, onClose, onSaved, onDeleted }: ExportPanelProps) {
  const queries = useQueryClient();
  const connections = useSuspenseQuery(connectionsQuery()).data.items;
  const mayEdit = useMayEdit();
  const [deleting, setDeleting] = useState(false);
  const form = useForm<ExportValues>({
    initialValues: valuesOf(exported, { connectionId }),
    validate: exportErrors,
    validateInputOnBlur: true,
  });
  const save = useVersionedSave<Export, ExportValues>({
    form,
    version: exported?.version,
    send: (values, version) =>
      exported && version !== undefined
        ? changeExport(exported.id, version, writeOf(values))
        : createExport(writeOf(values)),
    readAgain: async () => exported && queries.fetchQuery({ ...exportQuery(exported.id), staleTime: 0 }),
    refresh: () => queries.invalidateQueries({ queryKey: ['exports'] }),
    onSaved: (saved) => {
      announce(text('exports.saved', { name: saved.name }));
      onSaved(saved);
    },
    valuesOf,
    differing,
    refusedField,
  });
  const preview = useMutation({
    mutationFn: () =>
      previewDraft({ ...writeOf(form.getValues()), name: form.getValues().name || text('exports.create') }),
  });
  const connection = connections.find(({ id }) => id === form.values.connectionId);
  const { connectionId: chosen, resource } = form.values;
  return (
    <SidePanel
      title={exported ? exported.name : text('exports.create')}
      subtitle={text('exports.panel.sub')}
      tile={
        connection ? (
          <AppTile apiType={connection.apiType} big />
        ) : (
          <IconTile big icon={<IconDatabaseExport size={20} stroke={1.75} />} />
        )
      }
      size={1120}
      onClose={onClose}
      onSubmit={save.submit}
      filled
      covered={save.guard.asking || deleting}
      aside={
        exported &&
        mayEdit &&
        onDeleted && (
          <RowMenu name={exported.name}>
            <Menu.Item color="red" onClick={() => setDeleting(true)}>
              {text('exports.delete')}
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
          {mayEdit && (
            <Button
              variant="default"
              disabled={!chosen || !resource}
              loading={preview.isPending}
              onClick={() => preview.mutate()}
            >
              {text('exports.preview')}
            </Button>
          )}
          <FooterSpace />
          <Button variant="subtle" color="gray" onClick={onClose}>
            {text('common.cancel')}
          </Button>
        </>
      }
    >
      <div className={classes.columns}>
        <div className={classes.form}>
          <SaveNotices prefix="export" errors={form.errors} notSaved={text('exports.notSaved')} save={save} />
          <fieldset className={classes.fields} disabled={!mayEdit}>
            <ExportFields form={form} connections={connections} connection={connection} />
          </fieldset>
        </div>
        <PreviewPane
          preview={preview.data}
          error={preview.error}
          isPending={preview.isPending}
          isReady={Boolean(chosen && resource) && mayEdit}
          connection={connection}
          resource={resource}
          onPreview={() => preview.mutate()}
        />
      </div>
      {deleting && exported && (
        <DeleteExport
          exported={exported}
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
