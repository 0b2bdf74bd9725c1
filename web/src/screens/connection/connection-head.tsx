import { Button, Menu } from '@mantine/core';
import IconCopy from '@tabler/icons-react/dist/esm/icons/IconCopy.mjs';
import IconPlayerPause from '@tabler/icons-react/dist/esm/icons/IconPlayerPause.mjs';
import IconPlayerPlay from '@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs';
import IconPlugConnected from '@tabler/icons-react/dist/esm/icons/IconPlugConnected.mjs';
import IconPlugOff from '@tabler/icons-react/dist/esm/icons/IconPlugOff.mjs';
import IconSwitch3 from '@tabler/icons-react/dist/esm/icons/IconSwitch3.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type Connection, changeConnection, connectionQuery } from '../../api/connections.ts';
import { AppTile } from '../../components/app-tile.tsx';
import {
  connectionSentence,
  connectionState,
  connectionTone,
  connectionWord,
} from '../../components/connection-state.ts';
import { connectionIcon } from '../../components/connection-status.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { useNow } from '../../components/now.ts';
import { PageHead } from '../../components/page-head.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { signsIn } from '../../components/signs-in.ts';
import { StatusWord } from '../../components/status-word.tsx';
import { Tag } from '../../components/tag.tsx';
import { text } from '../../texts/text.ts';
import { ReplaceAccount } from '../authorize/replace-account.tsx';
import { CloneConnection } from './clone-connection.tsx';
import classes from './connection-head.module.css';
import { DeleteConnection } from './delete-connection.tsx';
import { OldServer } from './old-server.tsx';
import { OpenLinks } from './open-links.tsx';
import { RevokeSignIn } from './revoke-sign-in.tsx';
import { Trouble } from './trouble.tsx';
import { isTroubled } from './trouble-words.ts';

interface ConnectionHeadProps {
  connection: Connection;
  isTesting: boolean;
  onTest: () => void;
}

/** Name, status in a sentence, and what can be done; the button that helps most is the filled one. */
export function ConnectionHead({ connection, isTesting, onTest }: ConnectionHeadProps) {
  const now = useNow();
  const mayChange = useMayEdit();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<'delete' | 'clone' | 'replace' | 'revoke'>();
  const stopAsking = () => setAsking(undefined);
  const pause = useMutation({
    mutationFn: () => changeConnection(connection.id, connection.version, { paused: connection.status !== 'paused' }),
    onSuccess: (changed) => queries.setQueryData(connectionQuery(connection.id).queryKey, changed),
    onSettled: () => queries.invalidateQueries({ queryKey: ['connections'] }),
  });
  const state = connectionState(connection, now);
  const { id, name, status, builtIn } = connection;
  const isPaused = status === 'paused';
  const needsSignIn = status === 'new' || status === 'unauthorized';
  return (
    <>
      <PageHead
        lead={<AppTile apiType={connection.apiType} big />}
        title={
          <span className={classes.name}>
            {name}
            {connection.environment === 'sandbox' && <Tag tone="line">{text('connection.sandbox')}</Tag>}
            {builtIn && <Tag tone="line">{text('connection.builtIn')}</Tag>}
          </span>
        }
        sub={
          <>
            <StatusWord tone={connectionTone[state]} icon={connectionIcon(state)}>
              {`${connectionWord(connection, now)}.`}
            </StatusWord>
            {!isTroubled(connection) && <span>{connectionSentence(connection, now)}</span>}
          </>
        }
        actions={
          mayChange && (
            <>
              <Button
                variant={needsSignIn || isPaused ? 'default' : 'filled'}
                leftSection={<IconPlugConnected size={16} stroke={1.75} />}
                loading={isTesting}
                onClick={onTest}
              >
                {text('connection.test')}
              </Button>
              {signsIn(connection) && (
                <Button
                  variant={needsSignIn ? 'filled' : 'default'}
                  renderRoot={(props) => <Link {...props} to="/connections/$id/authorize" params={{ id }} />}
                >
                  {text(connection.grant ? 'connection.authorizeAgain' : 'connection.authorize')}
                </Button>
              )}
              {!builtIn && (
                <Button
                  variant="default"
                  renderRoot={(props) => <Link {...props} to="/connections/$id/edit" params={{ id }} />}
                >
                  {text('common.edit')}
                </Button>
              )}
              <RowMenu name={name} framed>
                <Menu.Item
                  leftSection={
                    isPaused ? <IconPlayerPlay size={16} stroke={1.75} /> : <IconPlayerPause size={16} stroke={1.75} />
                  }
                  onClick={() => pause.mutate()}
                >
                  {text(isPaused ? 'connection.resume' : 'connection.pause')}
                </Menu.Item>
                {!builtIn && (
                  <Menu.Item leftSection={<IconCopy size={16} stroke={1.75} />} onClick={() => setAsking('clone')}>
                    {text('connection.clone')}
                  </Menu.Item>
                )}
                {signsIn(connection) && connection.account && (
                  <Menu.Item leftSection={<IconSwitch3 size={16} stroke={1.75} />} onClick={() => setAsking('replace')}>
                    {text('authorize.replace.open')}
                  </Menu.Item>
                )}
                {signsIn(connection) && connection.grant && (
                  <Menu.Item leftSection={<IconPlugOff size={16} stroke={1.75} />} onClick={() => setAsking('revoke')}>
                    {text('connection.revoke')}
                  </Menu.Item>
                )}
                {!builtIn && (
                  <Menu.Item
                    color="red"
                    leftSection={<IconTrash size={16} stroke={1.75} />}
                    onClick={() => setAsking('delete')}
                  >
                    {text('common.delete')}
                  </Menu.Item>
                )}
              </RowMenu>
            </>
          )
        }
      />
      {pause.error && (
        <div className={classes.problem}>
          <ProblemNotice title={text('connection.change.failed', { name })} error={pause.error} />
        </div>
      )}
      <div className={classes.notices}>
        <Trouble connection={connection} isTrying={isTesting} onTry={onTest} />
        {signsIn(connection) && <OpenLinks connection={connection} />}
        <OldServer connection={connection} />
      </div>
      {asking === 'delete' && <DeleteConnection connection={connection} onCancel={stopAsking} />}
      {asking === 'clone' && <CloneConnection connection={connection} onClose={stopAsking} />}
      {asking === 'revoke' && <RevokeSignIn connection={connection} onClose={stopAsking} />}
      {asking === 'replace' && <ReplaceAccount connection={connection} onClose={stopAsking} />}
    </>
  );
}
