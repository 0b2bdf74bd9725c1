import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import IconPlayerPlay from '@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { createFlow, startRun } from '../../api/flows.ts';
import { announce } from '../../components/announcer.tsx';
import { useLeaveGuard } from '../../components/leave-guard.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { PageHead } from '../../components/page-head.tsx';
import { SaveNotices } from '../../forms/save-notices.tsx';
import { text } from '../../texts/text.ts';
import { ExportPanel } from '../exports/export-panel.tsx';
import { ImportPanel } from '../imports/import-panel.tsx';
import classes from './create-flow-screen.module.css';
import { FlowFields } from './flow-fields.tsx';
import { type FlowValues, flowErrors, newFlow, proposedName, refusedField, writeOf } from './flow-values.ts';
import { createFlowRoute } from './route.ts';
import { useStock } from './stock.ts';

/** A new flow of an export and an import; either can be made on the way, in a panel over the form. */
export function CreateFlowScreen() {
  const search = createFlowRoute.useSearch();
  const navigate = useNavigate({ from: '/flows/new' });
  const queries = useQueryClient();
  const stock = useStock();
  const mayEdit = useMayEdit();
  const [submits, setSubmits] = useState(0);
  const form = useForm<FlowValues>({
    initialValues: newFlow({ exportId: search.export, importId: search.import }),
    validate: flowErrors,
  });
  const guard = useLeaveGuard(form.isDirty(), 'page');
  const openPanel = (panel: 'export' | 'import' | undefined) =>
    void navigate({ to: '.', search: (old) => ({ ...old, panel }) });
  const save = useMutation({
    mutationFn: async ({ values, andRun }: { values: FlowValues; andRun: boolean }) => {
      const flow = await createFlow(writeOf(values));
      // The flow is stored by now: a run that can't start is told on its page, where Run can be pressed again.
      const run = andRun ? await startRun(flow.id).catch(() => undefined) : undefined;
      return { flow, run };
    },
    onSuccess: async ({ flow, run }) => {
      guard.leaveFreely();
      announce(text('flow.saved', { name: flow.name }));
      await queries.invalidateQueries({ queryKey: ['flows'] });
      await (run
        ? navigate({ to: '/runs/$id', params: { id: run.id } })
        : navigate({ to: '/flows/$id', params: { id: flow.id } }));
    },
    onError: (error) => form.setErrors(refusedField(error)),
  });
  const submit = (andRun: boolean) =>
    form.onSubmit(
      (values) => save.mutate({ values, andRun }),
      () => setSubmits((n) => n + 1),
    );
  /** Takes what was made on the way into the form and closes its panel. */
  const take = (part: Partial<FlowValues>, names: { source?: string | undefined; target?: string | undefined }) => {
    form.setValues(part);
    const source = names.source ?? stock.exports.find(({ id }) => id === form.values.exportId)?.name;
    const target = names.target ?? stock.imports.find(({ id }) => id === form.values.importId)?.name;
    if (source && target && form.values.name.trim() === '') form.setFieldValue('name', proposedName(source, target));
    openPanel(undefined);
  };
  const isElsewhere = save.error && Object.keys(refusedField(save.error)).length === 0;
  return (
    <div className={classes.page}>
      <PageHead title={text('flows.create')} sub={text('flows.create.sub')} />
      <form className={classes.form} noValidate onSubmit={submit(false)}>
        <SaveNotices
          prefix="flow"
          errors={form.errors}
          notSaved={text('flow.notSaved')}
          save={{ submits, conflict: undefined, refusal: isElsewhere ? save.error : undefined }}
        />
        <FlowFields
          form={form}
          exports={stock.exports}
          imports={stock.imports}
          disabled={!mayEdit}
          {...(mayEdit ? { onCreate: openPanel } : {})}
        />
        <div className={classes.actions}>
          {mayEdit && (
            <>
              <Button type="submit" loading={save.isPending && !save.variables.andRun}>
                {text('flow.save')}
              </Button>
              <Button
                variant="default"
                leftSection={<IconPlayerPlay size={16} stroke={1.75} />}
                loading={save.isPending && save.variables.andRun}
                onClick={() => submit(true)()}
              >
                {text('flow.saveAndRun')}
              </Button>
            </>
          )}
          <Button variant="subtle" color="gray" component={Link} to="/flows">
            {text('common.cancel')}
          </Button>
        </div>
      </form>
      {search.panel === 'export' && (
        <ExportPanel
          onClose={() => openPanel(undefined)}
          onSaved={({ id, name }) => take({ exportId: id }, { source: name })}
        />
      )}
      {search.panel === 'import' && (
        <ImportPanel
          sampleExportId={form.values.exportId ?? undefined}
          onClose={() => openPanel(undefined)}
          onSaved={({ id, name }) => take({ importId: id }, { target: name })}
        />
      )}
      {guard.question}
    </div>
  );
}
