import { ActionIcon, Autocomplete, Button, Select, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs';
import { exportFilter } from '../../../../src/transfers/export-schema.ts';
import type { ExportFilter } from '../../api/exports.ts';
import { text } from '../../texts/text.ts';
import classes from './export-fields.module.css';
import type { ExportValues } from './export-values.ts';

const operators = exportFilter.shape.operator.unwrap().options;

interface FilterRowsProps {
  form: UseFormReturnType<ExportValues>;
  /** Fields of the resource, offered while typing. */
  fields: readonly { path: string }[];
}

/** Filters in the API's own words: all of them must hold. */
export function FilterRows({ form, fields }: FilterRowsProps) {
  const { filters } = form.values;
  const change = (at: number, part: Partial<ExportFilter>) =>
    form.setFieldValue(
      'filters',
      filters.map((filter, i) => (i === at ? { ...filter, ...part } : filter)),
    );
  const add = () =>
    form.setFieldValue('filters', [...filters, { id: crypto.randomUUID(), field: '', operator: '=', value: '' }]);
  const remove = (at: number) =>
    form.setFieldValue(
      'filters',
      filters.filter((_, i) => i !== at),
    );
  return (
    <fieldset className={classes.filters} id="export-filters" tabIndex={-1}>
      <legend className={classes.label}>{text('exports.field.filters')}</legend>
      <p className={classes.help}>{text('exports.filters.help')}</p>
      {filters.map((filter, at) => (
        <div key={filter.id} className={classes.filter}>
          <Autocomplete
            aria-label={text('exports.filter.field', { n: at + 1 })}
            placeholder={text('exports.filter.field.short')}
            data={fields.map(({ path }) => path).filter((path) => !path.includes('.'))}
            limit={50}
            value={filter.field}
            onChange={(field) => change(at, { field })}
          />
          <Select
            aria-label={text('exports.filter.operator', { n: at + 1 })}
            data={operators}
            allowDeselect={false}
            comboboxProps={{ width: 90 }}
            value={filter.operator}
            onChange={(operator) => change(at, { operator: (operator ?? '=') as ExportFilter['operator'] })}
          />
          <TextInput
            aria-label={text('exports.filter.value', { n: at + 1 })}
            placeholder={text('exports.filter.value.short')}
            value={filter.value}
            onChange={(event) => change(at, { value: event.currentTarget.value })}
          />
          <ActionIcon aria-label={text('exports.filter.remove', { n: at + 1 })} onClick={() => remove(at)}>
            <IconX size={16} stroke={1.75} />
          </ActionIcon>
        </div>
      ))}
      {form.errors.filters && <p className={classes.error}>{form.errors.filters}</p>}
      <Button
        className={classes.add}
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} />}
        onClick={add}
        disabled={filters.length >= 20}
      >
        {text('exports.filters.add')}
      </Button>
    </fieldset>
  );
}
