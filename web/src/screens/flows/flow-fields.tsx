import { ActionIcon, Radio, Select, Tooltip } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import type { Export } from '../../api/exports.ts';
import type { Import } from '../../api/imports.ts';
import { NameField } from '../../forms/name-field.tsx';
import { text } from '../../texts/text.ts';
import classes from './flow-fields.module.css';
import { type FlowValues, proposedName } from './flow-values.ts';
import { ScheduleField } from './schedule-field.tsx';

interface FlowFieldsProps {
  form: UseFormReturnType<FlowValues>;
  exports: readonly Export[];
  imports: readonly Import[];
  disabled: boolean;
  /** Given where an export or import can be made on the way. */
  onCreate?: (what: 'export' | 'import') => void;
}

/** The two ends of a flow, its name, when it runs, and what happens to records that fail. */
export function FlowFields({ form, exports, imports, disabled, onCreate }: FlowFieldsProps) {
  const { values } = form;
  const choose = (part: Partial<Pick<FlowValues, 'exportId' | 'importId'>>) => {
    const ends = { ...values, ...part };
    form.setValues(part);
    for (const field of Object.keys(part)) form.clearFieldError(field);
    const source = exports.find(({ id }) => id === ends.exportId)?.name;
    const target = imports.find(({ id }) => id === ends.importId)?.name;
    if (source && target && values.name.trim() === '') form.setFieldValue('name', proposedName(source, target));
  };
  return (
    <>
      <div className={onCreate ? classes.pick : undefined}>
        <Select
          id="flow-exportId"
          label={text('flow.field.export')}
          description={text('flow.export.help')}
          placeholder={text('flow.export.choose')}
          required
          searchable
          disabled={disabled}
          nothingFoundMessage={text('flow.export.none')}
          data={exports.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('exportId')}
          onChange={(exportId) => choose({ exportId })}
        />
        {onCreate && <AddButton label={text('exports.create')} onClick={() => onCreate('export')} />}
      </div>
      <div className={onCreate ? classes.pick : undefined}>
        <Select
          id="flow-importId"
          label={text('flow.field.import')}
          description={text('flow.import.help')}
          placeholder={text('flow.import.choose')}
          required
          searchable
          disabled={disabled}
          nothingFoundMessage={text('flow.import.none')}
          data={imports.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('importId')}
          onChange={(importId) => choose({ importId })}
        />
        {onCreate && <AddButton label={text('imports.create')} onClick={() => onCreate('import')} />}
      </div>
      <NameField
        id="flow-name"
        label={text('flow.field.name')}
        description={text('flow.name.help')}
        disabled={disabled}
        {...form.getInputProps('name')}
      />
      <ScheduleField
        schedule={values.schedule}
        timezone={values.timezone}
        error={(form.errors.schedule ?? form.errors.timezone) as string | undefined}
        disabled={disabled}
        onChange={(part) => {
          form.setValues(part);
          form.clearFieldError('schedule');
          form.clearFieldError('timezone');
        }}
      />
      <Radio.Group
        label={text('flow.field.onError')}
        value={values.onError}
        onChange={(value) => form.setFieldValue('onError', value as FlowValues['onError'])}
      >
        <div className={classes.radios}>
          <Radio
            size="xs"
            value="proceed"
            disabled={disabled}
            label={text('flow.onError.proceed')}
            description={text('flow.onError.proceed.help')}
          />
          <Radio
            size="xs"
            value="pause"
            disabled={disabled}
            label={text('flow.onError.pause')}
            description={text('flow.onError.pause.help')}
          />
        </div>
      </Radio.Group>
    </>
  );
}

function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={34} aria-label={label} onClick={onClick}>
        <IconPlus size={17} stroke={1.9} />
      </ActionIcon>
    </Tooltip>
  );
}
