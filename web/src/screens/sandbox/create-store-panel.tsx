import { Button, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { createStore } from '../../api/stores.ts';
import { announce } from '../../components/announcer.tsx';
import { ErrorSummary } from '../../components/error-summary.tsx';
import { FormStack } from '../../components/form-stack.tsx';
import { useLeaveGuard } from '../../components/leave-guard.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { ReadOnlyNotice } from '../../components/read-only-notice.tsx';
import { RequiredLegend } from '../../components/required-legend.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { summaryOf } from '../../forms/refusals.ts';
import { problemErrors } from '../../forms/schema-errors.ts';
import { text } from '../../texts/text.ts';
import classes from './create-store-panel.module.css';
import { countProps, fieldId, LimitFields } from './limit-fields.tsx';
import { newDraft, type StoreDraft, storeErrors, storeRequest } from './store-draft.ts';

/** Makes another store: of which series, how much is in it, and whether it limits calls as Lightspeed does. */
export function CreateStorePanel({ onClose }: { onClose: () => void }) {
  const mayEdit = useMayEdit();
  const queries = useQueryClient();
  const seriesId = useId();
  const [submitCount, setSubmitCount] = useState(0);
  const form = useForm<StoreDraft>({ initialValues: newDraft, validate: storeErrors, validateInputOnBlur: true });
  const guard = useLeaveGuard(form.isDirty(), 'nowhere');
  const create = useMutation({
    mutationFn: (draft: StoreDraft) => createStore(storeRequest(draft)),
    onSuccess: async ({ name }) => {
      guard.leaveFreely();
      await queries.invalidateQueries();
      announce(text('sandbox.started', { name }));
      onClose();
    },
    onError: (error) => form.setErrors(problemErrors(error)),
  });
  const size = { min: 0, max: 2_000_000, step: 1_000 };
  return (
    <SidePanel
      title={text('sandbox.new.title')}
      subtitle={text('sandbox.new.sub')}
      size={480}
      onClose={onClose}
      covered={guard.asking}
      onSubmit={(event) => {
        setSubmitCount(submitCount + 1);
        form.onSubmit((draft) => create.mutate(draft))(event);
      }}
      footer={
        <>
          <Button type="submit" loading={create.isPending} disabled={!mayEdit}>
            {text('sandbox.new.submit')}
          </Button>
          <Button variant="subtle" color="gray" onClick={onClose}>
            {text('common.cancel')}
          </Button>
        </>
      }
    >
      <FormStack>
        <ReadOnlyNotice />
        {create.error && <ProblemNotice title={text('home.sandbox.failed')} error={create.error} />}
        <ErrorSummary submitCount={submitCount} errors={summaryOf('store', form.errors)} />
        <RequiredLegend />
        <TextInput
          id={fieldId('name')}
          label={text('sandbox.new.name')}
          description={text('sandbox.new.name.help')}
          required
          maxLength={100}
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <div>
          <h3 id={seriesId}>{text('sandbox.new.series')}</h3>
          <p className={classes.help}>{text(`sandbox.new.series.${form.values.series}.help`)}</p>
          <SegmentedControl
            aria-labelledby={seriesId}
            data={(['r', 'x', 'c'] as const).map((value) => ({ value, label: text(`sandbox.series.${value}`) }))}
            {...form.getInputProps('series')}
          />
        </div>
        <div className={classes.sizes}>
          <NumberInput label={text('sandbox.new.items')} {...size} {...countProps(form, 'items')} />
          <NumberInput label={text('sandbox.new.sales')} {...size} {...countProps(form, 'sales')} />
          <NumberInput label={text('sandbox.new.customers')} {...size} {...countProps(form, 'customers')} />
        </div>
        <LimitFields form={form} />
        <NumberInput
          label={text('sandbox.new.seed')}
          description={text('sandbox.new.seed.help')}
          {...countProps(form, 'seed')}
        />
      </FormStack>
      {guard.question}
    </SidePanel>
  );
}
