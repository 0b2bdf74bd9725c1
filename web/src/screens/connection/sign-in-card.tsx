import { Fragment, type ReactNode } from 'react';
import type { Connection } from '../../api/connections.ts';
import { Card } from '../../components/card.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { type TextKey, text } from '../../texts/text.ts';
import facts from './facts.module.css';

/** Which account the connection opens, and whose consent that rests on. */
export function SignInCard({ connection }: { connection: Connection }) {
  const { account, employee, grant, apiType } = connection;
  const known: [TextKey, ReactNode][] = [
    ['connection.settings.account', account && text('connection.account', { name: account.name, id: account.id })],
    ['connection.settings.employee', employee],
    ['connection.token.authorized', grant && <RelativeTime at={grant.authorizedAt} />],
    [
      'connection.signIn.server',
      grant && /^lightspeed-v[23]$/.test(apiType) && text(`connection.signIn.server.${grant.tokenServer}`),
    ],
    ['connection.token.lastUsed', grant?.lastUsedAt && <RelativeTime at={grant.lastUsedAt} />],
  ];
  const shown = known.filter(([, value]) => value);
  return (
    <Card title={text('connection.signIn.title')} flush>
      {shown.length === 0 && <p className={facts.quiet}>{text('connection.signIn.none')}</p>}
      <dl className={facts.facts}>
        {shown.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{text(name)}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </Card>
  );
}
