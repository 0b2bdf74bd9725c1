import { NumberInput, Select, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { MOST_CONCURRENCY } from '../../../../src/connections/concurrency-schema.ts';
import { connectionsQuery } from '../../api/connections.ts';
import { text } from '../../texts/text.ts';
import type { FieldsProps } from './fields.tsx';
import { fieldId } from './form-head.tsx';

/** How many requests may be on their way at once, what follows a 429, and whose budget is spent. */
export function AdvancedFields({ form, stored }: Pick<FieldsProps, 'form' | 'stored'>) {
  const connections = useQuery({ ...connectionsQuery(), throwOnError: false }).data?.items ?? [];
  const { apiType, environment, borrowFromConnectionId } = form.values;
  const lenders = connections.filter(
    (one) =>
      one.id !== stored?.id &&
      one.apiType === apiType &&
      one.environment === environment &&
      one.concurrency.borrowFromConnectionId === null,
  );
  const lender = connections.find(({ id }) => id === borrowFromConnectionId);
  const isBorrowing = borrowFromConnectionId !== null;
  const asLender = lender ? text('form.concurrency.asLender', { name: lender.name }) : undefined;
  return (
    <>
      <Select
        id={fieldId('borrowFromConnectionId')}
        label={text('form.borrow')}
        description={text('form.borrow.help')}
        placeholder={text('form.borrow.none')}
        data={lenders.map(({ id, name }) => ({ value: id, label: name }))}
        clearable
        searchable
        nothingFoundMessage={text('form.borrow.nobody')}
        {...form.getInputProps('borrowFromConnectionId')}
      />
      <NumberInput
        id={fieldId('targetConcurrency')}
        label={text('form.concurrency')}
        description={asLender ?? text('form.concurrency.help', { most: MOST_CONCURRENCY })}
        min={1}
        max={MOST_CONCURRENCY}
        allowDecimal={false}
        disabled={isBorrowing}
        {...form.getInputProps('targetConcurrency')}
      />
      <Switch
        id={fieldId('autoRecover')}
        label={text('form.autoRecover')}
        description={asLender ?? text('form.autoRecover.help')}
        disabled={isBorrowing}
        {...form.getInputProps('autoRecover', { type: 'checkbox' })}
      />
    </>
  );
}
