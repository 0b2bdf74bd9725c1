import { Button, NumberInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeStore, type Store } from '../../api/stores.ts';
import { announce } from '../../components/announcer.tsx';
import { SeriesTile } from '../../components/app-tile.tsx';
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
import { countProps, fieldId, LimitFields } from '../sandbox/limit-fields.tsx';
import { changeErrors, draftOf, type StoreDraft, storeChange } from '../sandbox/store-draft.ts';
import { accountWords } from '../sandbox/store-words.ts';

/** Changes a store in use: its name, its limits, how long its tokens live. */
export function ChangeStorePanel({ store, onClose }: { store: Store; onClose: () => void }) {
  const mayEdit = useMayEdit();
  const queries = useQueryClient();
  const [submitCount, setSubmitCount] = useState(0);
  const form = useForm<StoreDraft>({
    initialValues: draftOf(store),
    validate: changeErrors,
    validateInputOnBlur: true,
  });
  const guard = useLeaveGuard(form.isDirty(), 'nowhere');
  const change = useMutation({
    mutationFn: (draft: StoreDraft) => changeStore(store.id, storeChange(draft)),
    onSuccess: async ({ name }) => {
      guard.leaveFreely();
      await queries.invalidateQueries({ queryKey: ['stores'] });
      announce(text('store.changed', { name }));
      onClose();
    },
    onError: (error) => form.setErrors(problemErrors(error)),
  });
  return (
    <SidePanel
      title={text('store.edit.title', { name: store.name })}
      subtitle={accountWords(store)}
      tile={<SeriesTile series={store.series} />}
      size={480}
      onClose={onClose}
      covered={guard.asking}
      onSubmit={(event) => {
        setSubmitCount(submitCount + 1);
        form.onSubmit((draft) => change.mutate(draft))(event);
      }}
      footer={
        <>
          <Button type="submit" loading={change.isPending} disabled={!mayEdit}>
            {text('common.save')}
          </Button>
          <Button variant="subtle" color="gray" onClick={onClose}>
            {text('common.cancel')}
          </Button>
        </>
      }
    >
      <FormStack>
        <ReadOnlyNotice />
        {change.error && (
          <ProblemNotice title={text('store.change.failed', { name: store.name })} error={change.error} />
        )}
        <ErrorSummary submitCount={submitCount} errors={summaryOf('store', form.errors)} />
        <RequiredLegend />
        <TextInput
          id={fieldId('name')}
          label={text('sandbox.new.name')}
          required
          maxLength={100}
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <LimitFields form={form} />
        {store.series !== 'c' && (
          <NumberInput
            label={text('store.accessSeconds')}
            description={text('store.accessSeconds.help')}
            min={1}
            {...countProps(form, 'accessSeconds')}
          />
        )}
      </FormStack>
      {guard.question}
    </SidePanel>
  );
}
