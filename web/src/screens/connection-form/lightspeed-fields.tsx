import IconHelpCircle from '@tabler/icons-react/dist/esm/icons/IconHelpCircle.mjs';
import { useQuery } from '@tanstack/react-query';
import { installationQuery } from '../../api/installation.ts';
import { Disclosure } from '../../components/disclosure.tsx';
import { RedirectUrls } from '../../components/redirect-urls.tsx';
import { text } from '../../texts/text.ts';
import { ClientGuide } from '../iclients/client-guide.tsx';
import { ClientField } from './client-field.tsx';
import type { FieldsProps } from './fields.tsx';
import { ScopesField } from './scopes-field.tsx';

/** Lightspeed: scopes, OAuth 2.0 client, the redirect URLs to register, and where client ID and secret come from. */
export function LightspeedFields({ form, stored, onPanel }: FieldsProps) {
  const regions = useQuery({ ...installationQuery(), throwOnError: false }).data?.regions;
  return (
    <>
      <ScopesField form={form} stored={stored} onPanel={onPanel} />
      <ClientField form={form} provider="lightspeed-r" onPanel={onPanel} />
      {regions && (
        <>
          <RedirectUrls regions={regions} for={form.values.environment === 'sandbox' ? 'sandbox' : 'lightspeed'} />
          <Disclosure
            icon={<IconHelpCircle size={17} stroke={1.75} />}
            title={text('form.guide')}
            about={text('form.guide.steps')}
          >
            <ClientGuide regions={regions} at="connection" />
          </Disclosure>
        </>
      )}
    </>
  );
}
