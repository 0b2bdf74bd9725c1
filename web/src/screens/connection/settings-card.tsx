import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import type { Connection } from '../../api/connections.ts';
import { iClientsQuery } from '../../api/iclients.ts';
import { Card } from '../../components/card.tsx';
import { CopyIcon } from '../../components/copy-button.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { dayOf } from '../../components/times.ts';
import { type TextKey, text } from '../../texts/text.ts';
import classes from './facts.module.css';

/** What was set for the connection, as stored; a secret only as its fingerprint. */
export function SettingsCard({ connection }: { connection: Connection }) {
  const { settings, account, environment } = connection;
  const { password } = settings;
  const facts: [TextKey, ReactNode][] = [
    ['connection.settings.type', text(`apiType.${connection.apiType}.label`)],
    [
      'connection.settings.environment',
      settings.iClientId !== undefined && text(`connection.settings.environment.${environment}`),
    ],
    ['connection.settings.client', settings.iClientId && <ClientLink id={settings.iClientId} />],
    ['connection.settings.account', account && text('connection.account', { name: account.name, id: account.id })],
    ['connection.settings.employee', connection.employee],
    ['connection.settings.region', connection.region],
    ['connection.settings.baseUri', connection.http?.baseUri && <code>{connection.http.baseUri}</code>],
    ['connection.settings.host', settings.host],
    ['connection.settings.port', settings.port && String(settings.port)],
    ['connection.settings.database', settings.database],
    ['connection.settings.user', settings.user],
    ['connection.settings.password', password && secretWords(password)],
    ['connection.settings.tls', settings.tls && text(`connection.settings.tls.${settings.tls}`)],
    ['connection.settings.path', settings.path && <code>{settings.path}</code>],
    ['connection.settings.created', <RelativeTime key="created" at={connection.createdAt} />],
    ['connection.settings.changed', <RelativeTime key="changed" at={connection.updatedAt} />],
    ['connection.settings.id', <Id key="id" connection={connection} />],
  ];
  return (
    <Card title={text('connection.settings.title')} flush>
      {connection.builtIn && <p className={classes.quiet}>{text('connection.builtIn.text')}</p>}
      <dl className={classes.facts}>
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <Fragment key={name}>
              <dt>{text(name)}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
      </dl>
    </Card>
  );
}

function secretWords({ set, fingerprint, updatedAt }: NonNullable<Connection['settings']['password']>): string {
  if (!set || !fingerprint || !updatedAt) return text('connection.settings.noSecret');
  return text('connection.settings.secret', { fingerprint, day: dayOf(updatedAt) });
}

/** Name of the client, once it is known; its id until then. */
function ClientLink({ id }: { id: string }) {
  const clients = useQuery({ ...iClientsQuery(), throwOnError: false });
  const client = clients.data?.items.find((one) => one.id === id);
  return (
    <Link to="/iclients" search={{ open: id }}>
      {client?.name ?? <code>{id}</code>}
    </Link>
  );
}

function Id({ connection: { id, name } }: { connection: Connection }) {
  return (
    <span className={classes.line}>
      <code>{id}</code>
      <CopyIcon value={id} label={text('connection.settings.copyId', { name })} />
    </span>
  );
}
