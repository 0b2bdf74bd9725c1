import { NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { useId } from 'react';
import { AddressInput } from '../../components/address-input.tsx';
import { SecretInput } from '../../components/secret-input.tsx';
import { text } from '../../texts/text.ts';
import classes from './fields.module.css';
import type { FieldsProps } from './fields.tsx';
import { fieldId } from './form-head.tsx';

/** A PostgreSQL database: where it is, and who signs in. */
export function PostgresFields({ form, stored }: FieldsProps) {
  const tlsId = useId();
  const { value: password, onChange: setPassword, error: passwordError, onBlur } = form.getInputProps('password');
  return (
    <>
      <div className={classes.address}>
        <AddressInput
          id={fieldId('host')}
          label={text('form.host')}
          description={text('form.host.help')}
          required
          {...form.getInputProps('host')}
          value={form.values.host}
        />
        <NumberInput
          id={fieldId('port')}
          label={text('form.port')}
          description={'\u00a0'}
          hideControls
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator=""
          {...form.getInputProps('port')}
        />
      </div>
      <TextInput
        id={fieldId('database')}
        label={text('form.database')}
        required
        maxLength={63}
        spellCheck={false}
        autoComplete="off"
        {...form.getInputProps('database')}
      />
      <TextInput
        id={fieldId('user')}
        label={text('form.user')}
        description={text('form.user.help')}
        required
        maxLength={63}
        spellCheck={false}
        autoComplete="off"
        {...form.getInputProps('user')}
      />
      <SecretInput
        id={fieldId('password')}
        label={text('form.password')}
        description={text('form.password.help')}
        stored={stored?.settings.password}
        value={password}
        onChange={setPassword}
        onBlur={onBlur}
        error={passwordError}
      />
      <div>
        <div className={classes.label} id={tlsId}>
          {text('form.tls')}
        </div>
        <p className={classes.help}>{text('form.tls.help')}</p>
        <SegmentedControl
          aria-labelledby={tlsId}
          data={(['require', 'prefer', 'off'] as const).map((value) => ({ value, label: text(`form.tls.${value}`) }))}
          {...form.getInputProps('tls')}
        />
      </div>
    </>
  );
}

/** A folder on the server that counterflow runs on. */
export function FolderFields({ form }: FieldsProps) {
  return (
    <TextInput
      id={fieldId('path')}
      className={classes.mono}
      label={text('form.path')}
      description={text('form.path.help')}
      required
      maxLength={1000}
      spellCheck={false}
      autoComplete="off"
      placeholder="lightspeed"
      {...form.getInputProps('path')}
    />
  );
}
