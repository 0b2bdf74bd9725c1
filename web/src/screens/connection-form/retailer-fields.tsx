import { SegmentedControl, TextInput } from '@mantine/core';
import { useId } from 'react';
import { SecretInput } from '../../components/secret-input.tsx';
import { text } from '../../texts/text.ts';
import { ClientField } from './client-field.tsx';
import classes from './fields.module.css';
import type { FieldsProps } from './fields.tsx';
import { fieldId } from './form-head.tsx';
import { Registration } from './lightspeed-fields.tsx';
import { ScopesField } from './scopes-field.tsx';

/** X-Series: by consent, with scopes and a client, or by a token that a user of the shop made. */
export function RetailerFields(props: FieldsProps) {
  const { form, stored, onPanel } = props;
  const signInId = useId();
  const isToken = form.values.signIn === 'token';
  return (
    <>
      <div>
        <div className={classes.label} id={signInId}>
          {text('form.signIn')}
        </div>
        <p className={classes.help}>{text(`form.signIn.${form.values.signIn}.help`)}</p>
        <SegmentedControl
          aria-labelledby={signInId}
          data={(['oauth', 'token'] as const).map((value) => ({ value, label: text(`form.signIn.${value}`) }))}
          {...form.getInputProps('signIn')}
        />
      </div>
      {!isToken && <ScopesField form={form} stored={stored} onPanel={onPanel} />}
      {!isToken && <ClientField form={form} onPanel={onPanel} />}
      <TextInput
        id={fieldId('subdomain')}
        className={classes.mono}
        label={text('form.subdomain')}
        description={text(isToken ? 'form.subdomain.help.token' : 'form.subdomain.help')}
        required={isToken}
        maxLength={63}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
        placeholder="mainstreet"
        {...form.getInputProps('subdomain')}
      />
      {isToken ? (
        <TokenField {...props} />
      ) : (
        <Registration provider="lightspeed-x" isSandbox={form.values.environment === 'sandbox'} />
      )}
    </>
  );
}

function TokenField({ form, stored }: FieldsProps) {
  const { value, onChange, error, onBlur } = form.getInputProps('personalToken');
  return (
    <SecretInput
      id={fieldId('personalToken')}
      label={text('form.personalToken')}
      description={text('form.personalToken.help')}
      required
      stored={stored?.settings.personalToken}
      value={value}
      onChange={onChange}
      onBlur={onBlur}
      error={error}
    />
  );
}
