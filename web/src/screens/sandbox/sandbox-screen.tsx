import { Button } from '@mantine/core';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { installationQuery } from '../../api/installation.ts';
import { createStore, storesQuery } from '../../api/stores.ts';
import { announce } from '../../components/announcer.tsx';
import { CopyIcon } from '../../components/copy-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { PageHead } from '../../components/page-head.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import { CreateStorePanel } from './create-store-panel.tsx';
import { demoStore } from './demo-store.ts';
import { storeListRoute } from './route.ts';
import classes from './sandbox-screen.module.css';
import { StoreCard } from './store-card.tsx';

/** The stores that this installation emulates: what is in them, how to sign in there, how to connect. */
export function SandboxScreen() {
  const query = useSuspenseQuery(storesQuery());
  const { create } = storeListRoute.useSearch();
  const navigate = useNavigate({ from: '/sandbox' });
  const mayEdit = useMayEdit();
  const stores = query.data.items;
  const close = () => void navigate({ to: '.', search: {} });
  return (
    <>
      <PageHead
        title={text('nav.sandbox')}
        sub={stores.length > 0 ? <Address /> : text('sandbox.sub')}
        actions={mayEdit && stores.length > 0 && <CreateButton />}
      />
      <StaleNotice query={query} />
      {stores.length === 0 ? (
        <NoStores />
      ) : (
        <div className={classes.grid}>
          {stores.map((store) => (
            <StoreCard key={store.id} store={store} />
          ))}
        </div>
      )}
      {create && <CreateStorePanel onClose={close} />}
    </>
  );
}

function CreateButton() {
  return (
    <Button
      leftSection={<IconPlus size={16} />}
      renderRoot={(props) => <Link {...props} to="/sandbox" search={{ create: true }} />}
    >
      {text('sandbox.create')}
    </Button>
  );
}

/** Where the emulated hosts answer. */
function Address() {
  const { data } = useQuery({ ...installationQuery(), throwOnError: false });
  const url = data?.sandbox.url;
  if (!url) return text('sandbox.sub');
  return (
    <span className={classes.address}>
      {text('sandbox.sub')} {text('sandbox.address')}
      <code>{url}</code>
      <CopyIcon value={url} label={text('sandbox.address.copy')} />
    </span>
  );
}

/** Starts the demo store with one press; another size is a link away. */
function NoStores() {
  const mayEdit = useMayEdit();
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: () => createStore(demoStore),
    onSuccess: async ({ name }) => {
      await queries.invalidateQueries();
      announce(text('sandbox.started', { name }));
    },
  });
  return (
    <>
      <EmptyState
        title={text('sandbox.empty.title')}
        action={
          mayEdit && (
            <Button loading={start.isPending} onClick={() => start.mutate()}>
              {text('sandbox.start')}
            </Button>
          )
        }
        link={
          mayEdit && (
            <TextLink to="/sandbox" search={{ create: true }}>
              {text('sandbox.empty.other')}
            </TextLink>
          )
        }
      >
        {text('home.sandbox.text')}
      </EmptyState>
      {start.error && <ProblemNotice title={text('home.sandbox.failed')} error={start.error} />}
    </>
  );
}
