import { Button } from '@mantine/core';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { apiKeysQuery } from '../../api/apikeys.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { text } from '../../texts/text.ts';
import { ApiKeyTable } from './api-key-table.tsx';
import { CreateApiKeyPanel } from './create-api-key-panel.tsx';
import { apiKeysRoute } from './route.ts';

/** The API keys of this installation. Create opens over them. */
export function ApiKeysScreen() {
  const query = useSuspenseQuery(apiKeysQuery());
  const { create } = apiKeysRoute.useSearch();
  const navigate = useNavigate({ from: '/settings/api-keys' });
  const keys = query.data.items;
  return (
    <>
      <PageHead title={text('nav.apiKeys')} sub={text('apiKeys.sub')} actions={keys.length > 0 && <CreateButton />} />
      <StaleNotice query={query} />
      {keys.length === 0 ? (
        <EmptyState title={text('apiKeys.empty.title')} action={<CreateButton />}>
          {text('apiKeys.empty.text')}
        </EmptyState>
      ) : (
        <ApiKeyTable keys={keys} />
      )}
      {create && <CreateApiKeyPanel onClose={() => void navigate({ to: '.', search: {} })} />}
    </>
  );
}

function CreateButton() {
  return (
    <Button
      leftSection={<IconPlus size={16} />}
      renderRoot={(props) => <Link {...props} to="/settings/api-keys" search={{ create: true }} />}
    >
      {text('apiKeys.create')}
    </Button>
  );
}
