import { NativeSelect, NumberInput, Switch, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { HttpOverridesView } from '../../../../../src/connections/http-settings-schema.ts';
import { AddressInput } from '../../../components/address-input.tsx';
import { NamedValues } from '../../../components/named-values.tsx';
import { text } from '../../../texts/text.ts';
import { CertificateFields } from './certificate-fields.tsx';
import { CustomFields } from './custom-fields.tsx';
import type { BodySign, ClientCertificate, CustomField, HeaderRow, RequestWindow } from './http-draft.ts';
import { type HttpRowKey, httpEditors, shown } from './http-rows.ts';
import classes from './row-editor.module.css';

interface RowEditorProps {
  rowKey: HttpRowKey;
  /** Of the first control. */
  id: string;
  labelId: string;
  describedBy: string;
  value: unknown;
  onChange: (value: unknown) => void;
  onBlur: () => void;
  error: ReactNode;
  /** What is stored by now, for secrets that are kept. */
  stored: HttpOverridesView | null;
}

/** The control that edits one row of HTTP view; its label stands beside it. */
export function RowEditor({ rowKey, labelId, describedBy, value, onChange, error, stored, ...rest }: RowEditorProps) {
  const editor = httpEditors[rowKey];
  const named = { ...rest, 'aria-labelledby': labelId, 'aria-describedby': describedBy, error: Boolean(error) };
  const plain = { spellCheck: false, autoComplete: 'off', autoCapitalize: 'none' } as const;
  switch (editor.kind) {
    case 'address':
      return (
        <AddressInput
          {...named}
          className={classes.mono}
          placeholder="https://api.example.com/v1/"
          value={value as string}
          onChange={onChange}
          error={error}
        />
      );
    case 'text':
    case 'statuses':
      return (
        <TextInput
          {...named}
          {...plain}
          className={classes.mono}
          value={value as string}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'lines':
      return (
        <Textarea
          {...named}
          {...plain}
          className={classes.mono}
          autosize
          minRows={2}
          maxRows={12}
          value={value as string}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...named}
          data={[...editor.options]}
          value={value as string}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'flag':
      return (
        <Switch
          {...named}
          className={classes.flag}
          label={shown(rowKey, value)}
          checked={value as boolean}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'sign':
      return <SignFields {...named} value={value as BodySign} onChange={onChange} />;
    case 'window':
      return <WindowFields {...named} value={value as RequestWindow} onChange={onChange} />;
    case 'headers':
      return <NamedValues {...rest} of="header" value={value as HeaderRow[]} onChange={onChange} />;
    case 'fields':
      return <CustomFields {...rest} value={value as CustomField[]} stored={stored?.encrypted} onChange={onChange} />;
    case 'certificate':
      return (
        <CertificateFields {...rest} value={value as ClientCertificate} stored={stored?.tls} onChange={onChange} />
      );
  }
}

interface PartsProps<V> {
  id: string;
  'aria-describedby': string;
  error: boolean;
  value: V;
  onChange: (value: V) => void;
  onBlur: () => void;
}

function SignFields({ id, value, onChange, error, onBlur, ...described }: PartsProps<BodySign>) {
  return (
    <div className={classes.parts}>
      <TextInput
        id={id}
        label={text('http.sign.path')}
        {...described}
        className={classes.mono}
        spellCheck={false}
        autoComplete="off"
        placeholder="error.code"
        error={error}
        onBlur={onBlur}
        value={value.path}
        onChange={(event) => onChange({ ...value, path: event.currentTarget.value })}
      />
      <Textarea
        label={text('http.sign.values')}
        className={classes.mono}
        autosize
        minRows={1}
        maxRows={8}
        spellCheck={false}
        onBlur={onBlur}
        value={value.values}
        onChange={(event) => onChange({ ...value, values: event.currentTarget.value })}
      />
    </div>
  );
}

function WindowFields({ id, value, onChange, error, onBlur, ...described }: PartsProps<RequestWindow>) {
  return (
    <div className={classes.parts}>
      {(['requests', 'seconds'] as const).map((part) => (
        <NumberInput
          key={part}
          {...(part === 'requests' ? { id, ...described } : {})}
          label={text(`http.limitWindow.${part}`)}
          hideControls
          min={1}
          max={part === 'requests' ? 1_000_000 : 86_400}
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator=""
          error={error}
          onBlur={onBlur}
          value={value[part]}
          onChange={(typed) => onChange({ ...value, [part]: typed })}
        />
      ))}
    </div>
  );
}
