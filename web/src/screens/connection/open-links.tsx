import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Authorization, type Connection, openAuthorizationsQuery } from '../../api/connections.ts';
import { Notice } from '../../components/notice.tsx';
import { useNow } from '../../components/now.ts';
import { relativeTime } from '../../components/times.ts';
import { text } from '../../texts/text.ts';

/** Links for the merchant that are open, or whose answer waits for a yes. */
export function OpenLinks({ connection }: { connection: Connection }) {
  const { data } = useQuery({ ...openAuthorizationsQuery(connection.id), throwOnError: false });
  return (data?.items ?? [])
    .filter(({ link, phase, status }) => link && (status === 'confirm' || phase !== 'over'))
    .map((attempt) => <OpenLink key={attempt.id} attempt={attempt} />);
}

function OpenLink({ attempt }: { attempt: Authorization }) {
  const now = useNow();
  const { id, connectionId, account, createdAt, expiresAt, phase, status } = attempt;
  const isAnswered = status === 'confirm';
  const title = isAnswered
    ? text('authorize.link.confirm.title', {
        account: account ? text('connection.account', account) : text('authorize.rightMissing.someone'),
      })
    : text('authorize.link.open.title');
  return (
    <Notice
      tone={isAnswered ? 'warn' : 'accent'}
      role="status"
      title={title}
      actions={
        <Button
          size="xs"
          variant={isAnswered ? 'filled' : 'default'}
          renderRoot={(props) => (
            <Link {...props} to="/connections/$id/authorize" params={{ id: connectionId }} search={{ attempt: id }} />
          )}
        >
          {text(isAnswered ? 'authorize.link.confirm.show' : 'authorize.link.open.show')}
        </Button>
      }
    >
      {isAnswered || phase === 'over'
        ? text('authorize.link.confirm.text')
        : text('authorize.link.open.text', {
            made: relativeTime(createdAt, now),
            ends: relativeTime(expiresAt, now),
            phase: text(`authorize.link.open.${phase}`),
          })}
    </Notice>
  );
}
