import { Autocomplete, Checkbox, SegmentedControl, Select, TagsInput, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { Connection } from '../../api/connections.ts';
import type { Import } from '../../api/imports.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { NameField } from '../../forms/name-field.tsx';
import { NoConnection } from '../../forms/no-connection.tsx';
import { PickField } from '../../forms/pick-field.tsx';
import { text } from '../../texts/text.ts';
import type { ImportValues, TargetKind } from './import-values.ts';
import type { Trial } from './trial.ts';

interface ImportFieldsProps {
  form: UseFormReturnType<ImportValues>;
  connections: readonly Connection[];
  /** The chosen one. */
  connection: Connection | undefined;
  kind: TargetKind | undefined;
  trial: Trial;
}

const writable = ({ apiType }: Connection) => apiType === 'postgres' || apiType === 'folder';
const operations = ['upsert', 'insert', 'update', 'delete'] as const;

/** Name, where to write, and how. */
export function ImportFields({ form, connections, connection, kind, trial }: ImportFieldsProps) {
  return (
    <>
      <NameField
        id="import-name"
        label={text('imports.field.name')}
        description={text('imports.name.help')}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <PickField
        id="import-connectionId"
        label={text('imports.field.connection')}
        description={text('imports.connection.help')}
        placeholder={text('imports.connection.choose')}
        allowDeselect={false}
        nothingFoundMessage={text('imports.connection.none')}
        items={connections.filter(writable)}
        {...form.getInputProps('connectionId')}
      />
      {!connections.some(writable) && <NoConnection>{text('imports.connection.noneYet')}</NoConnection>}
      {connection && kind === 'table' && <TableFields form={form} trial={trial} />}
      {connection && kind === 'file' && <FileFields form={form} />}
    </>
  );
}

function TableFields({ form, trial }: Pick<ImportFieldsProps, 'form' | 'trial'>) {
  const { values } = form;
  const typed = values.table.trim();
  const columns = trial.table?.columns.map(({ name }) => name);
  const mapped =
    values.mode === 'fields'
      ? values.rows.map(({ target }) => target)
      : trial.result?.mapping.map(({ target }) => target);
  const chooseTable = (table: string) => {
    form.setFieldValue('table', table);
    const there = trial.tables.find(({ name }) => name === table);
    const keys = there?.columns.filter(({ key }) => key).map(({ name }) => name) ?? [];
    if (keys.length > 0 && values.key.length === 0) form.setFieldValue('key', keys);
  };
  return (
    <>
      {trial.tablesError && <ProblemNotice title={text('imports.tables.failed')} error={trial.tablesError} />}
      <Autocomplete
        id="import-table"
        label={text('imports.field.table')}
        description={tableHelp(typed, trial)}
        placeholder={text('imports.table.placeholder')}
        required
        data={trial.tables.map(({ name }) => name)}
        {...form.getInputProps('table')}
        onChange={chooseTable}
      />
      <TagsInput
        id="import-key"
        label={text('imports.field.key')}
        description={text('imports.key.help')}
        required
        maxTags={8}
        acceptValueOnBlur
        data={[...new Set((columns ?? mapped ?? []).filter((name) => name !== ''))]}
        {...form.getInputProps('key')}
      />
      <Checkbox
        label={text('imports.field.create')}
        description={text('imports.create.help')}
        {...form.getInputProps('create', { type: 'checkbox' })}
      />
      <Select
        id="import-operation"
        label={text('imports.field.operation')}
        description={text(`imports.operation.${values.operation}.help`)}
        required
        allowDeselect={false}
        data={operations.map((value) => ({ value, label: text(`imports.operation.${value}`) }))}
        {...form.getInputProps('operation')}
        onChange={(value) => form.setFieldValue('operation', (value ?? 'upsert') as Import['operation'])}
      />
    </>
  );
}

function tableHelp(typed: string, { table, tables }: Trial): string {
  if (table) return text('imports.table.exists', { rows: table.rows, columns: table.columns.length });
  return typed && tables.length > 0 ? text('imports.table.new') : text('imports.table.help');
}

function FileFields({ form }: Pick<ImportFieldsProps, 'form'>) {
  return (
    <>
      <TextInput
        id="import-file"
        label={text('imports.field.file')}
        description={text('imports.file.help')}
        placeholder={form.values.format === 'csv' ? 'items.csv' : 'items.jsonl'}
        required
        maxLength={200}
        {...form.getInputProps('file')}
      />
      <div>
        <SegmentedControl
          aria-label={text('imports.field.format')}
          data={[
            { value: 'csv', label: text('imports.format.csv') },
            { value: 'jsonl', label: text('imports.format.jsonl') },
          ]}
          value={form.values.format}
          onChange={(format) => form.setFieldValue('format', format as ImportValues['format'])}
        />
      </div>
    </>
  );
}
