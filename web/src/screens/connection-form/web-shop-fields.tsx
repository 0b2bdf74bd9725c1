import { SegmentedControl, TextInput } from '@mantine/core';
import { useId } from 'react';
import { Notice } from '../../components/notice.tsx';
import { SecretInput } from '../../components/secret-input.tsx';
import { text } from '../../texts/text.ts';
import { clusters } from './draft.ts';
import classes from './fields.module.css';
import type { FieldsProps } from './fields.tsx';
import { fieldId } from './form-head.tsx';

/** C-Series: key and secret from the back office, the cluster the shop lives on, and the language its texts come in. */
export function WebShopFields({ form, stored }: FieldsProps) {
  const clusterId = useId();
  const { value: secret, onChange: setSecret, error: secretError, onBlur } = form.getInputProps('apiSecret');
  return (
    <>
      <Notice tone="accent">{text('form.c.note')}</Notice>
      <TextInput
        id={fieldId('apiKey')}
        className={classes.mono}
        label={text('form.apiKey')}
        description={text('form.apiKey.help')}
        required
        maxLength={200}
        spellCheck={false}
        autoComplete="off"
        {...form.getInputProps('apiKey')}
      />
      <SecretInput
        id={fieldId('apiSecret')}
        label={text('form.apiSecret')}
        description={text('form.password.help')}
        required
        stored={stored?.settings.apiSecret}
        value={secret}
        onChange={setSecret}
        onBlur={onBlur}
        error={secretError}
      />
      <div>
        <div className={classes.label} id={clusterId}>
          {text('form.cluster')} <span aria-hidden>*</span>
        </div>
        <p className={classes.help}>{text('form.cluster.help')}</p>
        <SegmentedControl
          aria-labelledby={clusterId}
          data={clusters.map((value) => ({ value, label: text(`form.cluster.${value}`) }))}
          {...form.getInputProps('cluster')}
        />
      </div>
      <TextInput
        id={fieldId('language')}
        className={classes.mono}
        label={text('form.language')}
        description={text('form.language.help')}
        required
        maxLength={2}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
        placeholder="en"
        {...form.getInputProps('language')}
      />
    </>
  );
}
