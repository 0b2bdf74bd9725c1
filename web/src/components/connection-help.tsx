import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Connection } from '../api/connections.ts';
import { text } from '../texts/text.ts';
import { connectionState, needsPerson } from './connection-state.ts';
import { useMayEdit } from './may-edit.ts';
import { useNow } from './now.ts';
import { signsIn } from './signs-in.ts';

interface ConnectionHelpProps {
  connection: Connection;
  size?: 'xs' | 'sm';
  variant?: 'filled' | 'default';
  onPress?: () => void;
}

/** The one button that helps a connection which needs a person; nothing for one that needs none. */
export function ConnectionHelp({ connection, size = 'xs', variant = 'filled', onPress }: ConnectionHelpProps) {
  const mayEdit = useMayEdit();
  const now = useNow(30_000);
  if (!needsPerson(connectionState(connection, now))) return null;
  const { id, status } = connection;
  const look = { to: '/connections/$id', label: 'connection.help.open' } as const;
  const signIn = signsIn(connection)
    ? ({ to: '/connections/$id/authorize', label: 'connection.authorizeAgain' } as const)
    : ({ to: '/connections/$id/edit', label: 'connection.help.credentials' } as const);
  const { to, label } = status === 'unauthorized' && mayEdit ? signIn : look;
  return (
    <Button
      size={size}
      variant={variant}
      renderRoot={(props) => <Link {...props} to={to} params={{ id }} onClick={onPress} />}
    >
      {text(label)}
    </Button>
  );
}
