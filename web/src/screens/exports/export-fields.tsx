import { Button, MultiSelect, NumberInput, Radio, Select } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/connections.ts';
import { type ExportableResource, resourcesQuery } from '../../api/exports.ts';
import { connectionSentence } from '../../components/connection-state.ts';
import { Notice } from '../../components/notice.tsx';
import { useNow } from '../../components/now.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { NameField } from '../../forms/name-field.tsx';
import { NoConnection } from '../../forms/no-connection.tsx';
import { PickField } from '../../forms/pick-field.tsx';
import { text } from '../../texts/text.ts';
import classes from './export-fields.module.css';
import { type ExportValues, lacksScope } from './export-values.ts';
import { FilterRows } from './filter-rows.tsx';

type ExportForm = UseFormReturnType<ExportValues>;

interface ExportFieldsProps {
  form: ExportForm;
  connections: readonly Connection[];
  /** The chosen one. */
  connection: Connection | undefined;
}

const readable = ({ apiType }: Connection) => apiType.startsWith('lightspeed');

/** The fields of an export, in the order in which one decides. */
export function ExportFields({ form, connections, connection }: ExportFieldsProps) {
  const { connectionId } = form.values;
  const resources = useQuery({
    ...resourcesQuery(connectionId ?? ''),
    enabled: connectionId !== null,
    throwOnError: false,
  });
  const resource = resources.data?.items.find(({ name }) => name === form.values.resource);
  const choose = (name: string | null) => {
    form.setFieldValue('resource', name);
    form.setFieldValue('relations', []);
    const chosen = resources.data?.items.find((each) => each.name === name);
    if (!chosen?.delta && form.values.type === 'delta') form.setFieldValue('type', 'all');
    if (chosen && form.values.name.trim() === '') form.setFieldValue('name', chosen.label);
  };
  return (
    <>
      <NameField
        id="export-name"
        label={text('exports.field.name')}
        description={text('exports.name.help')}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <PickField
        id="export-connectionId"
        label={text('exports.field.connection')}
        description={text('exports.connection.help')}
        placeholder={text('exports.connection.choose')}
        nothingFoundMessage={text('exports.connection.none')}
        items={connections.filter(readable)}
        {...form.getInputProps('connectionId')}
      />
      {connection && connection.status !== 'online' && <NotOnline connection={connection} />}
      {!connections.some(readable) && <NoConnection>{text('exports.connection.noneYet')}</NoConnection>}
      {resources.error && (
        <ProblemNotice
          title={text('exports.resources.failed')}
          error={resources.error}
          onRetry={() => void resources.refetch()}
        />
      )}
      <Select
        id="export-resource"
        label={text('exports.field.resource')}
        description={resource?.description ?? text('exports.resource.help')}
        placeholder={text('exports.resource.choose')}
        required
        searchable
        disabled={connectionId === null || resources.isPending}
        data={(resources.data?.items ?? []).map(({ name, label }) => ({ value: name, label }))}
        {...form.getInputProps('resource')}
        onChange={choose}
      />
      {connection && resource && lacksScope(connection, resource) && (
        <ScopeMissing connection={connection} resource={resource} />
      )}
      <TypeField form={form} resource={resource} />
      {resource && resource.relations.length > 0 && (
        <MultiSelect
          id="export-relations"
          label={text('exports.field.relations')}
          description={text('exports.relations.help')}
          searchable
          clearable
          data={[...new Set([...resource.relations, ...form.values.relations])]}
          {...form.getInputProps('relations')}
        />
      )}
      {resource && <FilterRows form={form} fields={resource.fields} />}
    </>
  );
}

function TypeField({ form, resource }: { form: ExportForm; resource: ExportableResource | undefined }) {
  const isDeltaOff = resource !== undefined && !resource.delta;
  return (
    <>
      <Radio.Group
        label={text('exports.field.type')}
        required
        {...form.getInputProps('type')}
        onChange={(value) => form.setFieldValue('type', value as ExportValues['type'])}
      >
        <div className={classes.types}>
          <Radio
            size="xs"
            id="export-type"
            value="all"
            label={text('exports.type.all')}
            description={text('exports.type.all.help')}
          />
          <Radio
            size="xs"
            value="delta"
            disabled={isDeltaOff}
            label={text('exports.type.delta')}
            description={text(isDeltaOff ? 'exports.type.delta.off' : 'exports.type.delta.help')}
          />
          <Radio
            size="xs"
            value="limit"
            label={text('exports.type.limit')}
            description={text('exports.type.limit.help')}
          />
        </div>
      </Radio.Group>
      {form.values.type === 'limit' && (
        <NumberInput
          id="export-limit"
          label={text('exports.field.limit')}
          required
          min={1}
          max={1_000_000}
          allowDecimal={false}
          thousandSeparator=","
          {...form.getInputProps('limit')}
          onChange={(value) => form.setFieldValue('limit', typeof value === 'number' ? value : '')}
        />
      )}
    </>
  );
}

function NotOnline({ connection }: { connection: Connection }) {
  const now = useNow(30_000);
  const needsPerson = connection.status === 'new' || connection.status === 'unauthorized';
  return (
    <Notice
      tone={connection.status === 'unauthorized' ? 'bad' : 'warn'}
      title={text(`exports.connection.${connection.status === 'online' ? 'new' : connection.status}`, {
        name: connection.name,
      })}
      actions={
        needsPerson && (
          <Button
            size="xs"
            variant="default"
            renderRoot={(props) => <Link {...props} to="/connections/$id/authorize" params={{ id: connection.id }} />}
          >
            {text('connection.authorize')}
          </Button>
        )
      }
    >
      {connectionSentence(connection, now)}
    </Notice>
  );
}

function ScopeMissing({ connection, resource }: { connection: Connection; resource: ExportableResource }) {
  const names = resource.scopes.map((scope) => scope.replace(/^employee:/, ''));
  return (
    <Notice
      tone="warn"
      title={text('exports.scope.missing', { resource: resource.label, connection: connection.name })}
      actions={
        <Button
          size="xs"
          variant="default"
          renderRoot={(props) => (
            <Link {...props} to="/connections/$id/edit" params={{ id: connection.id }} search={{ panel: 'scopes' }} />
          )}
        >
          {text('exports.scope.add')}
        </Button>
      }
    >
      {text('exports.scope.any', { scopes: names.slice(0, 4).join(', ') })}
    </Notice>
  );
}
