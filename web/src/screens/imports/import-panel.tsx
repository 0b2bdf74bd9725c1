import { Button, Menu } from '@mantine/core';
import { useForm } from '@mantine/form';
import IconDatabaseImport from '@tabler/icons-react/dist/esm/icons/IconDatabaseImport.mjs';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { connectionsQuery } from '../../api/connections.ts';
import { changeImport, createImport, type Import, importQuery } from '../../api/imports.ts';
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
  const [version, setVersion] = useState(stored?.version);
  const [submits, setSubmits] = useState(0);
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
  const guard = useLeaveGuard(form.isDirty(), 'nowhere');
  const refresh = () => queries.invalidateQueries({ queryKey: ['imports'] });
  const save = useMutation({
    mutationFn: ({ values, onVersion }: { values: ImportValues; onVersion: number | undefined }) => {
      const write = writeOf(values, kind ?? 'table');
      return stored && onVersion !== undefined ? changeImport(stored.id, onVersion, write) : createImport(write);
    },
    onSuccess: async (saved) => {
      await refresh();
      guard.leaveFreely();
      announce(text('imports.saved', { name: saved.name }));
      onSaved(saved);
    },
    onError: async (error) => {
      form.setErrors(refusedField(error));
      if (stored && isConflict(error)) await queries.fetchQuery({ ...importQuery(stored.id), staleTime: 0 });
    },
  });
  const theirs = stored && queries.getQueryData(importQuery(stored.id).queryKey);
  const conflict = theirs && isConflict(save.error) ? { error: save.error, theirs } : undefined;
  const isElsewhere = save.error && !conflict && Object.keys(refusedField(save.error)).length === 0;
  const submit = form.onSubmit(
    (values) => save.mutate({ values, onVersion: version }),
    () => setSubmits((n) => n + 1),
  );
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
      onSubmit={submit}
      filled
      covered={guard.asking || deleting}
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
            <Button type="submit" loading={save.isPending}>
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
          {isElsewhere && <ProblemNotice title={text('imports.notSaved')} error={save.error} />}
          <RequiredLegend />
          <ErrorSummary errors={submits > 0 ? summaryOf('import', form.errors) : []} submitCount={submits} />
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
            guard.leaveFreely();
            onDeleted?.();
          }}
        />
      )}
      {guard.question}
    </SidePanel>
  );
}
