import IconHelpCircle from '@tabler/icons-react/dist/esm/icons/IconHelpCircle.mjs';
import { useQuery } from '@tanstack/react-query';
import type { IClient } from '../../api/iclients.ts';
import { installationQuery } from '../../api/installation.ts';
import { Disclosure } from '../../components/disclosure.tsx';
import { RedirectUrls } from '../../components/redirect-urls.tsx';
import { text } from '../../texts/text.ts';
import { ClientGuide } from '../iclients/client-guide.tsx';
import { ClientField } from './client-field.tsx';
import type { FieldsProps } from './fields.tsx';
import { ScopesField } from './scopes-field.tsx';

/** R-Series, current API: scopes, OAuth 2.0 client, the redirect URLs to register, and where client ID and secret come from. */
export function LightspeedFields({ form, stored, onPanel }: FieldsProps) {
  return (
    <>
      <ScopesField form={form} stored={stored} onPanel={onPanel} />
      <ClientField form={form} onPanel={onPanel} />
      <Registration provider="lightspeed-r" isSandbox={form.values.environment === 'sandbox'} />
    </>
  );
}

/** What has to be registered at Lightspeed, and what is copied from there. */
export function Registration({ provider, isSandbox }: { provider: IClient['provider']; isSandbox: boolean }) {
  const regions = useQuery({ ...installationQuery(), throwOnError: false }).data?.regions;
  if (!regions) return null;
  return (
    <>
      <RedirectUrls regions={regions} for={isSandbox ? 'sandbox' : 'lightspeed'} />
      <Disclosure
        icon={<IconHelpCircle size={17} stroke={1.75} />}
        title={text('form.guide')}
        about={text('form.guide.steps')}
      >
        <ClientGuide regions={regions} provider={provider} at="connection" />
      </Disclosure>
    </>
  );
}
