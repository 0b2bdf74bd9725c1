import { NumberInput, SegmentedControl } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useId } from 'react';
import { text } from '../../texts/text.ts';
import classes from './create-store-panel.module.css';
import type { StoreDraft } from './store-draft.ts';

export const fieldId = (field: keyof StoreDraft) => `store-${field}`;

/** How a number field of a store is shown, but for its label. */
export const countProps = (form: UseFormReturnType<StoreDraft>, field: keyof StoreDraft) => ({
  id: fieldId(field),
  thousandSeparator: field === 'seed' ? '' : ',',
  allowDecimal: field === 'drip',
  required: true,
  withAsterisk: false,
  ...form.getInputProps(field),
});

/** Whether calls are limited as in real life, not at all, or by figures of one's own. */
export function LimitFields({ form }: { form: UseFormReturnType<StoreDraft> }) {
  const titleId = useId();
  const { series, limits } = form.values;
  return (
    <>
      <div>
        <h3 id={titleId}>{text('sandbox.new.limits')}</h3>
        <p className={classes.help}>{text('sandbox.new.limits.help')}</p>
        <SegmentedControl
          aria-labelledby={titleId}
          data={[
            { value: 'real', label: text('sandbox.new.limits.real') },
            { value: 'off', label: text('sandbox.new.limits.off') },
            { value: 'own', label: text('sandbox.new.limits.own') },
          ]}
          {...form.getInputProps('limits')}
        />
      </div>
      {limits === 'own' && series === 'r' && (
        <div className={classes.sizes}>
          <NumberInput label={text('sandbox.new.size')} min={0} {...countProps(form, 'size')} />
          <NumberInput label={text('sandbox.new.drip')} min={0} step={0.5} {...countProps(form, 'drip')} />
        </div>
      )}
      {limits === 'own' && series !== 'r' && (
        <div className={classes.sizes}>
          <NumberInput label={text('sandbox.new.requests')} min={1} {...countProps(form, 'requests')} />
          <NumberInput label={text('sandbox.new.windowSeconds')} min={1} {...countProps(form, 'windowSeconds')} />
        </div>
      )}
      {limits === 'real' && series !== 'c' && (
        <NumberInput
          label={text('sandbox.new.registers')}
          description={text('sandbox.new.registers.help')}
          min={1}
          max={50}
          {...countProps(form, 'registers')}
        />
      )}
    </>
  );
}
