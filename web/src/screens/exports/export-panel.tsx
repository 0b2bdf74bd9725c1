import { Button, Menu } from '@mantine/core';
import { useForm } from '@mantine/form';
import IconDatabaseExport from '@tabler/icons-react/dist/esm/icons/IconDatabaseExport.mjs';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { connectionsQuery } from '../../api/connections.ts';
import { changeExport, createExport, type Export, exportQuery, previewDraft } from '../../api/exports.ts';
import { announce } from '../../components/announcer.tsx';
import { AppTile, IconTile } from '../../components/app-tile.tsx';
import { ErrorSummary } from '../../components/error-summary.tsx';
import { useLeaveGuard } from '../../components/leave-guard.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { ReadOnlyNotice } from '../../components/read-only-notice.tsx';
import { RequiredLegend } from '../../components/required-legend.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { FooterSpace, SidePanel } from '../../components/side-panel.tsx';
import { ConflictNotice } from '../../forms/conflict-notice.tsx';
import { isConflict, summaryOf } from '../../forms/refusals.ts';
import classes from '../../forms/two-columns.module.css';
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
  const [version, setVersion] = useState(exported?.version);
  const [submits, setSubmits] = useState(0);
  const [deleting, setDeleting] = useState(false);
  const form = useForm<ExportValues>({
    initialValues: valuesOf(exported, { connectionId }),
    validate: exportErrors,
    validateInputOnBlur: true,
  });
  const guard = useLeaveGuard(form.isDirty(), 'nowhere');
  const refresh = () => queries.invalidateQueries({ queryKey: ['exports'] });
  const save = useMutation({
    mutationFn: ({ values, onVersion }: { values: ExportValues; onVersion: number | undefined }) =>
      exported && onVersion !== undefined
        ? changeExport(exported.id, onVersion, writeOf(values))
        : createExport(writeOf(values)),
    onSuccess: async (saved) => {
      await refresh();
      guard.leaveFreely();
      announce(text('exports.saved', { name: saved.name }));
      onSaved(saved);
    },
    onError: async (error) => {
      form.setErrors(refusedField(error));
      if (exported && isConflict(error)) await queries.fetchQuery({ ...exportQuery(exported.id), staleTime: 0 });
    },
  });
  const preview = useMutation({
    mutationFn: () =>
      previewDraft({ ...writeOf(form.getValues()), name: form.getValues().name || text('exports.create') }),
  });
  const theirs = exported && queries.getQueryData(exportQuery(exported.id).queryKey);
  const submit = form.onSubmit(
    (values) => save.mutate({ values, onVersion: version }),
    () => setSubmits((n) => n + 1),
  );
  const connection = connections.find(({ id }) => id === form.values.connectionId);
  const { connectionId: chosen, resource } = form.values;
  const conflict = theirs && isConflict(save.error) ? { error: save.error, theirs } : undefined;
  const isElsewhere = save.error && !conflict && Object.keys(refusedField(save.error)).length === 0;
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
      onSubmit={submit}
      filled
      covered={guard.asking || deleting}
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
            <Button type="submit" loading={save.isPending}>
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
          <ReadOnlyNotice />
          {conflict && (
            <ConflictNotice
              error={conflict.error}
              differing={differing(form.values, valuesOf(conflict.theirs))}
              onLoadTheirs={() => {
                form.setInitialValues(valuesOf(conflict.theirs));
                form.setValues(valuesOf(conflict.theirs));
                setVersion(conflict.theirs.version);
                save.reset();
              }}
              onKeepMine={() => {
                setVersion(conflict.theirs.version);
                save.mutate({ values: form.getValues(), onVersion: conflict.theirs.version });
              }}
            />
          )}
          {isElsewhere && <ProblemNotice title={text('exports.notSaved')} error={save.error} />}
          <RequiredLegend />
          <ErrorSummary errors={submits > 0 ? summaryOf('export', form.errors) : []} submitCount={submits} />
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
          onPreview={() => preview.mutate()}
        />
      </div>
      {deleting && exported && (
        <DeleteExport
          exported={exported}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            guard.leaveFreely();
            onDeleted?.();
          }}
        />
      )}
      {guard.question}
    </SidePanel>
  );
}
