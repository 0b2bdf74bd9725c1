import type { Store } from '../../api/stores.ts';
import { Card } from '../../components/card.tsx';
import { CopyRow, CopyRows } from '../../components/copy-row.tsx';
import { type TextKey, text } from '../../texts/text.ts';
import { GrantsCard } from './grants-card.tsx';
import { PeopleCard } from './people-card.tsx';
import classes from './store-screen.module.css';

/** How to sign in to a store, by hand or with a program, and who did. */
export function AccessTab({ store }: { store: Store }) {
  const { series } = store;
  return (
    <div className={classes.stack}>
      {series !== 'c' && <PeopleCard store={store} />}
      <Card title={text('store.access.app')}>
        <p className={classes.help}>{text('store.access.app.help')}</p>
        <CopyRows>
          <Row what="store.access.base" value={baseOf(store)} />
          <Row what="store.access.accountId" value={store.accountId} />
          <Row what="store.access.domainPrefix" value={store.domainPrefix} />
          <Row what="store.access.clientId" value={store.clientId} />
          <Row what="store.access.clientSecret" value={store.clientSecret} />
          <Row what="store.access.apiKey" value={store.apiKey} />
          <Row what="store.access.apiSecret" value={store.apiSecret} />
        </CopyRows>
      </Card>
      <GrantsCard storeId={store.id} />
    </div>
  );
}

function Row({ what, value }: { what: TextKey; value: string | undefined }) {
  if (value === undefined) return null;
  const label = text(what);
  return <CopyRow label={label} value={value} copyLabel={text('store.access.copy', { what: label })} />;
}

/** Where the emulated API of a store answers. */
function baseOf({ series, sandboxUrl, accountId, domainPrefix, cluster, languages }: Store): string {
  if (series === 'r') return `${sandboxUrl}/api.lightspeedapp.com/API/V3/Account/${accountId}`;
  if (series === 'x') return `${sandboxUrl}/${domainPrefix}.retail.lightspeed.app/api/2.0`;
  const host = cluster === 'us1' ? 'api.shoplightspeed.com' : 'api.webshopapp.com';
  return `${sandboxUrl}/${host}/${languages?.[0] ?? 'en'}`;
}
