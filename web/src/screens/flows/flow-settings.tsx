import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import IconSitemap from '@tabler/icons-react/dist/esm/icons/IconSitemap.mjs';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeFlow, type Flow, flowQuery } from '../../api/flows.ts';
import { announce } from '../../components/announcer.tsx';
import { IconTile } from '../../components/app-tile.tsx';
import { ErrorSummary } from '../../components/error-summary.tsx';
import { FormStack } from '../../components/form-stack.tsx';
import { useLeaveGuard } from '../../components/leave-guard.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { ReadOnlyNotice } from '../../components/read-only-notice.tsx';
import { RequiredLegend } from '../../components/required-legend.tsx';
import { FooterSpace, SidePanel } from '../../components/side-panel.tsx';
import { ConflictNotice } from '../../forms/conflict-notice.tsx';
import { isConflict, summaryOf } from '../../forms/refusals.ts';
import { text } from '../../texts/text.ts';
import { FlowFields } from './flow-fields.tsx';
import { differing, type FlowValues, flowErrors, refusedField, valuesOf, writeOf } from './flow-values.ts';
import { useStock } from './stock.ts';

/** Name, ends, schedule and errors of a flow, over its page. */
export function FlowSettings({ flow, onClose }: { flow: Flow; onClose: () => void }) {
  const queries = useQueryClient();
  const stock = useStock();
  const mayEdit = useMayEdit();
  const [version, setVersion] = useState(flow.version);
  const [submits, setSubmits] = useState(0);
  const form = useForm<FlowValues>({ initialValues: valuesOf(flow), validate: flowErrors });
  const guard = useLeaveGuard(form.isDirty(), 'nowhere');
  const save = useMutation({
    mutationFn: ({ values, onVersion }: { values: FlowValues; onVersion: number }) =>
      changeFlow(flow.id, onVersion, writeOf(values)),
    onSuccess: async (changed) => {
      queries.setQueryData(flowQuery(flow.id).queryKey, changed);
      await queries.invalidateQueries({ queryKey: ['flows'] });
      guard.leaveFreely();
      announce(text('flow.saved', { name: changed.name }));
      onClose();
    },
    onError: async (error) => {
      form.setErrors(refusedField(error));
      if (isConflict(error)) await queries.fetchQuery({ ...flowQuery(flow.id), staleTime: 0 });
    },
  });
  const isElsewhere = save.error && !isConflict(save.error) && Object.keys(refusedField(save.error)).length === 0;
  return (
    <SidePanel
      title={text('flow.settings')}
      subtitle={flow.name}
      tile={<IconTile big icon={<IconSitemap size={20} stroke={1.75} />} />}
      size={640}
      onClose={onClose}
      covered={guard.asking}
      onSubmit={form.onSubmit(
        (values) => save.mutate({ values, onVersion: version }),
        () => setSubmits((n) => n + 1),
      )}
      footer={
        <>
          {mayEdit && (
            <Button type="submit" loading={save.isPending}>
              {text('common.save')}
            </Button>
          )}
          <FooterSpace />
          <Button variant="subtle" color="gray" onClick={onClose}>
            {text('common.cancel')}
          </Button>
        </>
      }
    >
      <FormStack>
        <ReadOnlyNotice />
        {isConflict(save.error) && (
          <ConflictNotice
            error={save.error}
            differing={differing(form.values, valuesOf(flow))}
            onLoadTheirs={() => {
              form.setInitialValues(valuesOf(flow));
              form.setValues(valuesOf(flow));
              setVersion(flow.version);
              save.reset();
            }}
            onKeepMine={() => {
              setVersion(flow.version);
              save.mutate({ values: form.getValues(), onVersion: flow.version });
            }}
          />
        )}
        {isElsewhere && <ProblemNotice title={text('flow.notSaved')} error={save.error} />}
        <RequiredLegend />
        <ErrorSummary errors={submits > 0 ? summaryOf('flow', form.errors) : []} submitCount={submits} />
        <FlowFields form={form} exports={stock.exports} imports={stock.imports} disabled={!mayEdit} />
      </FormStack>
      {guard.question}
    </SidePanel>
  );
}
