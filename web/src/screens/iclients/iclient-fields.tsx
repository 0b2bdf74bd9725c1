import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { IClient } from '../../api/iclients.ts';
import type { RedirectUrl } from '../../api/installation.ts';
import { AddressInput } from '../../components/address-input.tsx';
import { RedirectUrls } from '../../components/redirect-urls.tsx';
import { RequiredLegend } from '../../components/required-legend.tsx';
import { SecretInput } from '../../components/secret-input.tsx';
import { text } from '../../texts/text.ts';
import { type IClientDraft, iClientFieldId, type Provider } from './iclient-draft.ts';
import classes from './iclient-panel.module.css';
import { asksPeople } from './server-draft.ts';
import { ServerFields } from './server-fields.tsx';

interface IClientFieldsProps {
  form: UseFormReturnType<IClientDraft>;
  client: IClient | undefined;
  regions: readonly RedirectUrl[] | undefined;
  /** Whether a landing address is needed. */
  lands: boolean;
}

const providers = ['lightspeed-r', 'lightspeed-x', 'custom'] as const satisfies Provider[];

/** The fields of an OAuth 2.0 client; a server that counterflow does not know is described, too. */
export function IClientFields({ form, client, regions, lands }: IClientFieldsProps) {
  const { provider } = form.values;
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
      {provider === 'custom' && <ServerFields form={form} />}
      {provider === 'lightspeed-r' && <LightspeedServer form={form} />}
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
      {regions && (provider === 'custom' ? asksPeople(form.values.server) : client) && (
        <RedirectUrls regions={regions} for={provider === 'custom' ? 'other' : 'sandbox'} />
      )}
    </>
  );
}

/** Whose app a new client stands for: what else is asked follows from it. */
export function ProviderField({ form }: Pick<IClientFieldsProps, 'form'>) {
  return (
    <NativeSelect
      id={iClientFieldId('provider')}
      label={text('iclient.provider')}
      description={text('iclient.provider.help')}
      data={providers.map((value) => ({ value, label: text(`iclients.provider.${value}`) }))}
      {...form.getInputProps('provider')}
    />
  );
}

/** R-Series has two OAuth servers; which one an app belongs to is known only to who made it. */
function LightspeedServer({ form }: { form: IClientFieldsProps['form'] }) {
  const { oauthServer } = form.values;
  return (
    <div>
      <h3 id="iclient-server">{text('iclient.server')}</h3>
      <p className={classes.help}>{text(`iclient.server.${oauthServer}.help`)}</p>
      <SegmentedControl
        aria-labelledby="iclient-server"
        data={(['new', 'old'] as const).map((value) => ({ value, label: text(`iclient.server.${value}`) }))}
        {...form.getInputProps('oauthServer')}
      />
    </div>
  );
}
