import { TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { type Connection, connectionsQuery } from '../../api/connections.ts';
import { RequiredLegend } from '../../components/required-legend.tsx';
import { text } from '../../texts/text.ts';
import { ApiTypeField } from './api-type-field.tsx';
import type { ConnectionDraft } from './draft.ts';
import classes from './fields.module.css';
import { fieldId } from './form-head.tsx';
import { LightspeedFields } from './lightspeed-fields.tsx';
import { FolderFields, PostgresFields } from './local-fields.tsx';
import { OlderApiFields } from './older-api-fields.tsx';
import { RetailerFields } from './retailer-fields.tsx';
import type { FormPanel } from './route.ts';
import { WebShopFields } from './web-shop-fields.tsx';

const longestName = 100;

export interface FieldsProps {
  form: UseFormReturnType<ConnectionDraft>;
  /** What is stored by now. */
  stored: Connection | undefined;
  onPanel: (panel: FormPanel) => void;
}

/** Simple: the fields in the order of the seed: name, API type, then what the type asks for. */
export function ConnectionFields({ isLocked, ...props }: FieldsProps & { isLocked: boolean }) {
  const { form, stored } = props;
  return (
    <>
      <RequiredLegend guide="set-up-a-connection-to-lightspeed" />
      <NameField form={form} stored={stored} />
      <ApiTypeField form={form} isLocked={isLocked} />
      <TypeFields {...props} />
    </>
  );
}

/** What an API type asks for by itself. The universal HTTP connector is set up in HTTP view alone. */
export function TypeFields(props: FieldsProps) {
  switch (props.form.values.apiType) {
    case 'lightspeed-v3':
      return <LightspeedFields {...props} />;
    case 'lightspeed-v2':
      return <OlderApiFields {...props} />;
    case 'lightspeed-x':
      return <RetailerFields {...props} />;
    case 'lightspeed-c':
      return <WebShopFields {...props} />;
    case 'postgres':
      return <PostgresFields {...props} />;
    case 'folder':
      return <FolderFields {...props} />;
    default:
      return null;
  }
}

export function NameField({ form, stored }: Pick<FieldsProps, 'form' | 'stored'>) {
  const connections = useQuery({ ...connectionsQuery(), throwOnError: false });
  const name = form.values.name.trim();
  const isTaken =
    name !== '' && connections.data?.items.some((other) => other.id !== stored?.id && other.name.trim() === name);
  return (
    <div>
      <TextInput
        id={fieldId('name')}
        label={text('form.name')}
        description={text('form.name.help')}
        required
        maxLength={longestName}
        autoComplete="off"
        data-autofocus
        rightSectionWidth={60}
        rightSection={
          <span className={classes.count} aria-hidden>
            {text('form.name.count', { n: form.values.name.length, max: longestName })}
          </span>
        }
        {...form.getInputProps('name')}
      />
      {isTaken && <p className={classes.warning}>{text('form.name.taken')}</p>}
    </div>
  );
}
