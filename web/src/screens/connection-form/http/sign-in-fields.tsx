import { NativeSelect, SegmentedControl, Switch, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { authTypes } from '../../../../../src/connectors/http-settings.ts';
import { iClientsQuery } from '../../../api/iclients.ts';
import { installationQuery } from '../../../api/installation.ts';
import { NamedValues } from '../../../components/named-values.tsx';
import { Notice } from '../../../components/notice.tsx';
import { RedirectUrls } from '../../../components/redirect-urls.tsx';
import { SecretInput } from '../../../components/secret-input.tsx';
import { TextButton } from '../../../components/text-link.tsx';
import { text } from '../../../texts/text.ts';
import { ClientField } from '../client-field.tsx';
import { clientOf, signInOf } from '../draft.ts';
import formClasses from '../fields.module.css';
import type { FieldsProps } from '../fields.tsx';
import { fieldId } from '../form-head.tsx';
import { grantTypeOf } from '../sign-in-kind.ts';
import { emptyField } from './custom-fields.tsx';
import { newRenewal, type TokenRenewal } from './http-draft.ts';
import { requestMediaTypes } from './http-rows.ts';
import classes from './stack.module.css';

const types = authTypes.map((value) => ({ value, label: text(`http.type.${value}`) }));

/** How the universal connector signs in. */
export function SignInFields(props: FieldsProps) {
  const { form } = props;
  const labelId = useId();
  const type = signInOf(form.values) as (typeof authTypes)[number];
  return (
    <>
      <div>
        <div className={formClasses.label} id={labelId}>
          {text('http.type')} <span aria-hidden>*</span>
        </div>
        <p className={classes.help}>{text(`http.type.${type}.help`)}</p>
        <SegmentedControl
          aria-labelledby={labelId}
          data={types}
          value={type}
          onChange={(value) => {
            form.setFieldValue('http', { ...form.getValues().http, type: value });
            form.clearErrors();
          }}
        />
      </div>
      {type === 'oauth' && <OAuthFields {...props} />}
      {type === 'basic' && <UserFields {...props} />}
      {type === 'token' && <TokenFields {...props} />}
      {type === 'custom' && <CustomHelp {...props} />}
    </>
  );
}

function OAuthFields(props: FieldsProps) {
  const { form, onPanel } = props;
  const regions = useQuery({ ...installationQuery(), throwOnError: false }).data?.regions;
  const clients = useQuery({ ...iClientsQuery(), throwOnError: false }).data?.items ?? [];
  const grantType = grantTypeOf(clientOf(form.values, clients));
  return (
    <>
      <ClientField form={form} onPanel={onPanel} />
      <TextInput
        id={fieldId('httpScopes')}
        className={classes.mono}
        label={text('form.httpScopes')}
        description={text('form.httpScopes.help')}
        spellCheck={false}
        autoComplete="off"
        {...form.getInputProps('httpScopes')}
      />
      {grantType === 'password' && <UserFields {...props} />}
      {grantType === 'authorizationCode' && regions && <RedirectUrls regions={regions} for="other" />}
    </>
  );
}

/** User name and password: sent with each request, or to the token server once. */
function UserFields({ form, stored }: FieldsProps) {
  return (
    <>
      <TextInput
        id={fieldId('http.username')}
        label={text('http.username')}
        required
        maxLength={500}
        spellCheck={false}
        autoComplete="off"
        error={form.errors['http.username']}
        value={form.values.http.username ?? ''}
        onChange={(event) => {
          form.setFieldValue('http', { ...form.getValues().http, username: event.currentTarget.value });
          form.clearFieldError('http.username');
        }}
      />
      <SecretInput
        id={fieldId('password')}
        label={text('form.password')}
        description={text('form.password.help')}
        required
        stored={stored?.settings.password}
        {...secretProps(form, 'password')}
      />
    </>
  );
}

function secretProps(form: FieldsProps['form'], field: 'password' | 'token' | 'refreshToken') {
  const { onChange, onBlur, error } = form.getInputProps(field);
  return { value: form.values[field], onChange, onBlur, error };
}

function TokenFields({ form, stored }: FieldsProps) {
  const { renewal } = form.values.http;
  const setRenewal = (next: TokenRenewal | undefined) => {
    const { renewal: _, ...rest } = form.getValues().http;
    form.setFieldValue('http', next ? { ...rest, renewal: next } : rest);
    form.clearFieldError('http.renewal');
  };
  return (
    <>
      <SecretInput
        id={fieldId('token')}
        label={text('http.token')}
        description={text('http.token.help')}
        required
        stored={stored?.settings.token}
        {...secretProps(form, 'token')}
      />
      <Switch
        label={text('http.renewal.switch')}
        checked={renewal !== undefined}
        onChange={(event) => setRenewal(event.currentTarget.checked ? newRenewal : undefined)}
      />
      {renewal && (
        <fieldset className={classes.group}>
          <legend className={formClasses.label}>{text('http.renewal')}</legend>
          <p className={classes.help}>{text('http.renewal.about')}</p>
          <RenewalFields value={renewal} onChange={setRenewal} error={form.errors['http.renewal']} />
          <SecretInput
            id={fieldId('refreshToken')}
            label={text('http.renewal.refreshToken')}
            description={text('http.renewal.refreshToken.help')}
            stored={stored?.settings.refreshToken}
            {...secretProps(form, 'refreshToken')}
          />
        </fieldset>
      )}
    </>
  );
}

interface RenewalFieldsProps {
  value: TokenRenewal;
  onChange: (value: TokenRenewal) => void;
  error: React.ReactNode;
}

function RenewalFields({ value, onChange, error }: RenewalFieldsProps) {
  const headersId = useId();
  const set = (part: Partial<TokenRenewal>) => onChange({ ...value, ...part });
  const line = (field: 'relativeUri' | 'tokenPath' | 'refreshTokenPath' | 'expiresInPath') => ({
    className: classes.mono,
    spellCheck: false,
    autoComplete: 'off',
    value: value[field],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => set({ [field]: event.currentTarget.value }),
  });
  return (
    <div className={classes.stack}>
      <div className={classes.two}>
        <NativeSelect
          label={text('http.renewal.method')}
          data={['POST', 'GET', 'PUT']}
          value={value.method}
          onChange={(event) => set({ method: event.currentTarget.value as TokenRenewal['method'] })}
        />
        <TextInput
          id={fieldId('http.renewal')}
          label={text('http.renewal.uri')}
          required
          error={error}
          placeholder="auth/refresh"
          {...line('relativeUri')}
        />
      </div>
      <NativeSelect
        label={text('http.renewal.mediaType')}
        data={[...requestMediaTypes]}
        value={value.mediaType}
        onChange={(event) => set({ mediaType: event.currentTarget.value })}
      />
      <Textarea
        className={classes.mono}
        label={text('http.renewal.body')}
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        value={value.body}
        onChange={(event) => set({ body: event.currentTarget.value })}
      />
      <div>
        <div className={formClasses.label}>{text('http.renewal.headers')}</div>
        <NamedValues id={headersId} of="header" value={value.headers} onChange={(headers) => set({ headers })} />
      </div>
      <TextInput label={text('http.renewal.tokenPath')} required {...line('tokenPath')} />
      <div className={classes.half}>
        <TextInput label={text('http.renewal.refreshTokenPath')} {...line('refreshTokenPath')} />
        <TextInput label={text('http.renewal.expiresInPath')} {...line('expiresInPath')} />
      </div>
    </div>
  );
}

/** Nothing is built in: headers and fields do it. */
function CustomHelp({ form }: FieldsProps) {
  const add = () => {
    const { http } = form.getValues();
    form.setFieldValue('http', { ...http, fields: [...(http.fields ?? []), emptyField], headers: http.headers ?? [] });
    setTimeout(() => document.getElementById(fieldId('http.fields'))?.focus());
  };
  return (
    <Notice title={text('http.custom.title')}>
      {text('http.custom.text', { example: '{{connection.http.encrypted.name}}' })}{' '}
      <TextButton onClick={add}>{text('http.custom.add')}</TextButton>
    </Notice>
  );
}
