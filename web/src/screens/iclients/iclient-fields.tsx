import { NativeSelect, SegmentedControl, Switch, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { IClientHttp } from '../../../../src/connections/iclient-schema.ts';
import type { IClient } from '../../api/iclients.ts';
import type { RedirectUrl } from '../../api/installation.ts';
import { AddressInput } from '../../components/address-input.tsx';
import { RedirectUrls } from '../../components/redirect-urls.tsx';
import { RequiredLegend } from '../../components/required-legend.tsx';
import { SecretInput } from '../../components/secret-input.tsx';
import { text } from '../../texts/text.ts';
import type { IClientDraft, Provider } from './iclient-draft.ts';
import classes from './iclient-panel.module.css';

const iClientFieldId = (field: string) => `iclient-${field}`;

interface IClientFieldsProps {
  form: UseFormReturnType<IClientDraft>;
  provider: Provider;
  client: IClient | undefined;
  regions: readonly RedirectUrl[] | undefined;
  /** Whether a landing address is needed. */
  lands: boolean;
}

/** The fields of an OAuth 2.0 client; a server that counterflow does not know is described, too. */
export function IClientFields({ form, provider, client, regions, lands }: IClientFieldsProps) {
  const { value: secret, onChange: setSecret, error: secretError, onBlur } = form.getInputProps('clientSecret');
  return (
    <>
      <RequiredLegend />
      <TextInput
        id={iClientFieldId('name')}
        label={text('iclient.name')}
        description={text('iclient.name.help')}
        required
        maxLength={100}
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('name')}
      />
      <TextInput
        id={iClientFieldId('clientId')}
        className={classes.mono}
        label={text('iclient.clientId')}
        required
        maxLength={500}
        spellCheck={false}
        autoComplete="off"
        {...form.getInputProps('clientId')}
      />
      <SecretInput
        id={iClientFieldId('clientSecret')}
        label={text('iclient.secret')}
        description={text('iclient.secret.help')}
        required
        stored={client?.clientSecret}
        value={secret}
        onChange={setSecret}
        onBlur={onBlur}
        error={secretError}
      />
      {provider === 'custom' ? (
        <ServerFields form={form} />
      ) : (
        <div>
          <h3>{text('iclient.server')}</h3>
          <p className={classes.server}>{text(`iclient.server.${client?.oauthServer ?? 'new'}`)}</p>
        </div>
      )}
      {lands && (
        <AddressInput
          id={iClientFieldId('landingUrl')}
          className={classes.mono}
          label={text('iclient.landing')}
          description={text('iclient.landing.help')}
          {...form.getInputProps('landingUrl')}
          value={form.values.landingUrl}
        />
      )}
      {regions && (client || provider === 'custom') && (
        <RedirectUrls regions={regions} for={provider === 'custom' ? 'other' : 'sandbox'} />
      )}
    </>
  );
}

function ServerFields({ form }: { form: IClientFieldsProps['form'] }) {
  return (
    <>
      {(['authorizeUrl', 'tokenUrl'] as const).map((field) => (
        <AddressInput
          key={field}
          id={iClientFieldId(field)}
          className={classes.mono}
          label={text(`iclient.${field}`)}
          description={text(`iclient.${field}.help`)}
          required
          {...form.getInputProps(field)}
          value={form.values[field]}
        />
      ))}
      <div>
        <h3 id="iclient-authentication">{text('iclient.authentication')}</h3>
        <SegmentedControl
          aria-labelledby="iclient-authentication"
          data={[
            { value: 'body', label: text('iclient.authentication.body') },
            { value: 'basic', label: text('iclient.authentication.basic') },
          ]}
          {...form.getInputProps('clientAuthentication')}
        />
      </div>
      <NativeSelect
        label={text('iclient.rotation')}
        description={text('iclient.rotation.help')}
        data={(['family', 'immediate', 'untilFirstUse', 'static'] as const satisfies IClientHttp['rotation'][]).map(
          (rotation) => ({ value: rotation, label: text(`iclient.rotation.${rotation}`) }),
        )}
        {...form.getInputProps('rotation')}
      />
      <Switch label={text('iclient.pkce')} {...form.getInputProps('pkce', { type: 'checkbox' })} />
    </>
  );
}
