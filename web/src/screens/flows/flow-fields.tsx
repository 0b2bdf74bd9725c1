import { ActionIcon, Radio, Tooltip } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import type { Export } from '../../api/exports.ts';
import type { Import } from '../../api/imports.ts';
import { NameField } from '../../forms/name-field.tsx';
import { PickField } from '../../forms/pick-field.tsx';
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
  onCreate?: ((what: 'export' | 'import') => void) | undefined;
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
      <EndField
        form={form}
        end="export"
        items={exports}
        disabled={disabled}
        onChoose={(exportId) => choose({ exportId })}
        onCreate={onCreate}
      />
      <EndField
        form={form}
        end="import"
        items={imports}
        disabled={disabled}
        onChoose={(importId) => choose({ importId })}
        onCreate={onCreate}
      />
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

interface EndFieldProps extends Pick<FlowFieldsProps, 'form' | 'disabled'> {
  end: 'export' | 'import';
  items: readonly (Export | Import)[];
  onChoose: (id: string | null) => void;
  onCreate: FlowFieldsProps['onCreate'];
}

/** What a flow reads or what it writes, with a button to make one on the way. */
function EndField({ form, end, items, disabled, onChoose, onCreate }: EndFieldProps) {
  return (
    <div className={onCreate ? classes.pick : undefined}>
      <PickField
        id={`flow-${end}Id`}
        label={text(`flow.field.${end}`)}
        description={text(`flow.${end}.help`)}
        placeholder={text(`flow.${end}.choose`)}
        disabled={disabled}
        nothingFoundMessage={text(`flow.${end}.none`)}
        items={items}
        {...form.getInputProps(`${end}Id`)}
        onChange={onChoose}
      />
      {onCreate && <AddButton label={text(`${end}s.create`)} onClick={() => onCreate(end)} />}
    </div>
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
