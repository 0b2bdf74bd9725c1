import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { installationQuery } from '../../api/installation.ts';
import { AddressInput } from '../../components/address-input.tsx';
import { RedirectUrls } from '../../components/redirect-urls.tsx';
import { text } from '../../texts/text.ts';
import { ClientField } from './client-field.tsx';
import classes from './fields.module.css';
import type { FieldsProps } from './fields.tsx';
import { fieldId } from './form-head.tsx';

/** Any HTTP API behind an OAuth 2.0 server: where it is, what to ask for, as which app. */
export function HttpFields({ form, onPanel }: FieldsProps) {
  const regions = useQuery({ ...installationQuery(), throwOnError: false }).data?.regions;
  return (
    <>
      <AddressInput
        id={fieldId('baseUri')}
        className={classes.mono}
        label={text('form.baseUri')}
        description={text('form.baseUri.help')}
        required
        placeholder="https://api.example.com/v1/"
        {...form.getInputProps('baseUri')}
        value={form.values.baseUri}
      />
      <TextInput
        id={fieldId('httpScopes')}
        className={classes.mono}
        label={text('form.httpScopes')}
        description={text('form.httpScopes.help')}
        spellCheck={false}
        autoComplete="off"
        {...form.getInputProps('httpScopes')}
      />
      <ClientField form={form} onPanel={onPanel} />
      {regions && <RedirectUrls regions={regions} for="other" />}
    </>
  );
}
