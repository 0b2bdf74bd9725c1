import { Button } from '@mantine/core';
import IconLink from '@tabler/icons-react/dist/esm/icons/IconLink.mjs';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type Connection, startAuthorization } from '../../api/connections.ts';
import { scopesQuery } from '../../api/scopes.ts';
import { AppTile } from '../../components/app-tile.tsx';
import { FormStack } from '../../components/form-stack.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { ReadOnlyNotice } from '../../components/read-only-notice.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { signsIn } from '../../components/signs-in.ts';
import { Tag } from '../../components/tag.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import classes from './authorize.module.css';
import { useStartSignIn } from './start-sign-in.ts';

/** Before an attempt: what will happen, what is asked for, and the button. */
export function StartSignIn(props: { connection: Connection; size: number; onClose: () => void }) {
  const { connection, size, onClose } = props;
  const signIn = useStartSignIn(connection.id);
  const link = useMakeLink(connection.id);
  const mayEdit = useMayEdit();
  const needsSignIn = signsIn(connection);
  return (
    <SidePanel
      title={text('authorize.title.start')}
      subtitle={connection.name}
      tile={<AppTile apiType={connection.apiType} big />}
      size={size}
      onClose={onClose}
      footer={
        <>
          {needsSignIn && (
            <Button data-autofocus loading={signIn.isStarting} disabled={!mayEdit} onClick={() => signIn.start()}>
              {text('authorize.start')}
            </Button>
          )}
          {needsSignIn && (
            <Button
              variant="default"
              leftSection={<IconLink size={16} stroke={1.75} />}
              loading={link.isPending}
              disabled={!mayEdit}
              onClick={() => link.mutate()}
            >
              {text('authorize.link.make')}
            </Button>
          )}
          <Button variant="subtle" color="gray" onClick={onClose}>
            {text('common.cancel')}
          </Button>
        </>
      }
    >
      <FormStack>
        <ReadOnlyNotice />
        {signIn.error && <ProblemNotice title={text('authorize.start.failed')} error={signIn.error} />}
        {link.error && <ProblemNotice title={text('authorize.link.failed')} error={link.error} />}
        {needsSignIn ? (
          <>
            <p className={classes.lead}>{text(window.innerWidth < 768 ? 'authorize.lead.narrow' : 'authorize.lead')}</p>
            {connection.apiType !== 'http' && <AskedScopes connection={connection} />}
          </>
        ) : (
          <Notice title={text('authorize.notNeeded.title')}>{text('authorize.notNeeded.text')}</Notice>
        )}
      </FormStack>
    </SidePanel>
  );
}

/** Makes a link for somebody without an account here, and shows it. */
function useMakeLink(connectionId: string) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => startAuthorization(connectionId, { link: true }),
    onSuccess: ({ id: attempt }) =>
      navigate({
        to: '/connections/$id/authorize',
        params: { id: connectionId },
        search: { attempt },
        replace: true,
      }),
  });
}

function AskedScopes({ connection }: { connection: Connection }) {
  const catalogue = useQuery({ ...scopesQuery(connection.apiType), throwOnError: false }).data?.items ?? [];
  const { scopes = [] } = connection.settings;
  return (
    <section className={classes.asked}>
      <header>
        <h3>{text('authorize.asks', { n: scopes.length })}</h3>
        <TextLink to="/connections/$id/edit" params={{ id: connection.id }} search={{ panel: 'scopes' }}>
          {text('authorize.asks.change')}
        </TextLink>
      </header>
      <ul>
        {scopes.map((scope) => {
          const known = catalogue.find((each) => each.scope === scope);
          return (
            <li key={scope}>
              <span>{known?.title ?? scope}</span>
              {known && (
                <Tag {...(known.access === 'read' ? { tone: 'line' } : {})}>
                  {text(known.access === 'read' ? 'scopes.read' : 'scopes.readWrite')}
                </Tag>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
