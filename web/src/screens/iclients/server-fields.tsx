import { NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import IconAdjustmentsHorizontal from '@tabler/icons-react/dist/esm/icons/IconAdjustmentsHorizontal.mjs';
import { useId, useState } from 'react';
import { AddressInput } from '../../components/address-input.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { FormStack } from '../../components/form-stack.tsx';
import { NamedValues } from '../../components/named-values.tsx';
import { type TextKey, text } from '../../texts/text.ts';
import { type IClientDraft, iClientFieldId } from './iclient-draft.ts';
import classes from './iclient-panel.module.css';
import { advancedFields, asksPeople, type ServerDraft } from './server-draft.ts';

interface ServerFieldsProps {
  form: UseFormReturnType<IClientDraft>;
}

const grantTypes = ['authorizationCode', 'clientCredentials', 'password'] as const;
const rotations = ['family', 'immediate', 'untilFirstUse', 'static'] as const;

/** An OAuth 2.0 server of one's own: where it is and how it is spoken to. What is rarely needed is folded away. */
export function ServerFields({ form }: ServerFieldsProps) {
  const [isOpen, setOpen] = useState(false);
  const { server } = form.values;
  const isAsked = asksPeople(server);
  const hasErrors = advancedFields.some((field) => form.errors[`server.${field}`]);
  return (
    <>
      <NativeSelect
        id={iClientFieldId('server.grantType')}
        label={text('iclient.grantType')}
        description={text(`iclient.grantType.${server.grantType}.help`)}
        data={grantTypes.map((value) => ({ value, label: text(`iclient.grantType.${value}`) }))}
        {...form.getInputProps('server.grantType')}
      />
      {isAsked && <Address form={form} field="authorizeUrl" required />}
      <Address form={form} field="tokenUrl" required />
      <Choice
        form={form}
        field="clientAuthentication"
        label="iclient.authentication"
        options={(['body', 'basic'] as const).map((value) => ({
          value,
          label: text(`iclient.authentication.${value}`),
        }))}
      />
      {isAsked && (
        <Choice
          form={form}
          field="pkce"
          label="iclient.pkce"
          options={(['S256', 'plain', 'none'] as const).map((value) => ({
            value,
            label: text(`iclient.pkce.${value}`),
          }))}
        />
      )}
      <Disclosure
        icon={<IconAdjustmentsHorizontal size={17} stroke={1.75} />}
        title={text('iclient.advanced')}
        about={text('iclient.advanced.about')}
        open={isOpen || hasErrors}
        onToggle={setOpen}
      >
        <FormStack>
          <AdvancedFields form={form} />
        </FormStack>
      </Disclosure>
    </>
  );
}

function AdvancedFields({ form }: ServerFieldsProps) {
  const { server } = form.values;
  const isAsked = asksPeople(server);
  return (
    <>
      {isAsked && <Named form={form} field="authorizeParameters" of="parameter" />}
      <div className={classes.two}>
        <NativeSelect
          label={text('iclient.tokenMethod')}
          data={['POST', 'GET']}
          {...form.getInputProps('server.tokenMethod')}
        />
        <NativeSelect
          label={text('iclient.tokenMediaType')}
          data={['urlencoded', 'json']}
          {...form.getInputProps('server.tokenMediaType')}
        />
      </div>
      <Named form={form} field="tokenHeaders" of="header" />
      <Named form={form} field="tokenBody" of="field" />
      <Address form={form} field="revokeUrl" />
      {isAsked && <Address form={form} field="issuer" />}
      <NativeSelect
        label={text('iclient.scopeDelimiter')}
        description={text('iclient.scopeDelimiter.help')}
        data={delimiters(server.scopeDelimiter)}
        {...form.getInputProps('server.scopeDelimiter')}
      />
      <Line form={form} field="accessTokenPath" />
      <Line form={form} field="refreshTokenPath" />
      <NativeSelect
        label={text('iclient.rotation')}
        description={text('iclient.rotation.help')}
        data={rotations.map((value) => ({ value, label: text(`iclient.rotation.${value}`) }))}
        {...form.getInputProps('server.rotation')}
      />
      <Textarea
        id={iClientFieldId('server.validHosts')}
        className={classes.mono}
        label={text('iclient.validHosts')}
        description={text('iclient.validHosts.help')}
        placeholder="example.com"
        autosize
        minRows={1}
        maxRows={8}
        spellCheck={false}
        {...form.getInputProps('server.validHosts')}
      />
    </>
  );
}

/** The usual two, and the one that is stored. */
const delimiters = (stored: string) =>
  [...new Set([' ', ',', stored])].map((value) => ({
    value,
    label: value === ' ' || value === ',' ? text(`iclient.scopeDelimiter.${value === ' ' ? 'space' : 'comma'}`) : value,
  }));

interface AddressProps extends ServerFieldsProps {
  field: 'authorizeUrl' | 'tokenUrl' | 'revokeUrl' | 'issuer';
  required?: boolean;
}

function Address({ form, field, required = false }: AddressProps) {
  return (
    <AddressInput
      id={iClientFieldId(`server.${field}`)}
      className={classes.mono}
      label={text(`iclient.${field}`)}
      description={text(`iclient.${field}.help`)}
      required={required}
      {...form.getInputProps(`server.${field}`)}
      value={form.values.server[field]}
    />
  );
}

function Line({ form, field }: ServerFieldsProps & { field: 'accessTokenPath' | 'refreshTokenPath' }) {
  return (
    <TextInput
      id={iClientFieldId(`server.${field}`)}
      className={classes.mono}
      label={text(`iclient.${field}`)}
      description={text(`iclient.${field}.help`)}
      spellCheck={false}
      autoComplete="off"
      {...form.getInputProps(`server.${field}`)}
    />
  );
}

interface NamedProps extends ServerFieldsProps {
  field: 'authorizeParameters' | 'tokenHeaders' | 'tokenBody';
  of: 'parameter' | 'header' | 'field';
}

function Named({ form, field, of }: NamedProps) {
  const error = form.errors[`server.${field}`];
  return (
    <div>
      <h3>{text(`iclient.${field}`)}</h3>
      <p className={classes.help}>{text(`iclient.${field}.help`)}</p>
      <NamedValues
        id={iClientFieldId(`server.${field}`)}
        of={of}
        value={form.values.server[field]}
        onChange={(rows) => {
          form.setFieldValue(`server.${field}`, rows);
          form.clearFieldError(`server.${field}`);
        }}
      />
      {error && <p className={classes.error}>{error}</p>}
    </div>
  );
}

interface ChoiceProps extends ServerFieldsProps {
  field: keyof ServerDraft;
  label: TextKey;
  options: { value: string; label: string }[];
}

function Choice({ form, field, label, options }: ChoiceProps) {
  const labelId = useId();
  return (
    <div>
      <h3 id={labelId}>{text(label)}</h3>
      <SegmentedControl aria-labelledby={labelId} data={options} {...form.getInputProps(`server.${field}`)} />
    </div>
  );
}
