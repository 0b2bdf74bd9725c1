import { Button, Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import type { Store } from '../../api/stores.ts';
import { SeriesTile } from '../../components/app-tile.tsx';
import { CopyRow, CopyRows } from '../../components/copy-row.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { RowMenu } from '../../components/row-menu.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import { storeTabs } from '../store/route.ts';
import { DeleteStore } from './delete-store.tsx';
import classes from './store-card.module.css';
import { accountWords, isConnectable, limitsWords } from './store-words.ts';

/** One emulated merchant account, with the sign-in that its consent page asks for. */
export function StoreCard({ store }: { store: Store }) {
  const { id, name, series, sizes } = store;
  const titleId = useId();
  const mayEdit = useMayEdit();
  const [isDeleting, setDeleting] = useState(false);
  return (
    <section className={classes.card} aria-labelledby={titleId}>
      <header className={classes.head}>
        <SeriesTile series={series} />
        <div className={classes.titles}>
          <h2 id={titleId}>
            <Link to="/sandbox/$id" params={{ id }}>
              {name}
            </Link>
          </h2>
          <p>{accountWords(store)}</p>
        </div>
        {mayEdit && isConnectable(store) && (
          <Button
            size="xs"
            renderRoot={(props) => <Link {...props} to="/connections/new" search={{ store: id }} />}
            aria-label={text('home.sandbox.ready.button', { name })}
          >
            {text('sandbox.connect')}
          </Button>
        )}
        {mayEdit && (
          <RowMenu name={name}>
            <Menu.Item
              renderRoot={(props) => <Link {...props} to="/sandbox/$id" params={{ id }} search={{ edit: true }} />}
            >
              {text('common.edit')}
            </Menu.Item>
            <Menu.Item color="red" onClick={() => setDeleting(true)}>
              {text('common.delete')}
            </Menu.Item>
          </RowMenu>
        )}
      </header>
      <dl className={classes.figures}>
        <Figure label={text('sandbox.items', { n: sizes.items })} n={sizes.items} />
        <Figure label={text('sandbox.sales', { n: sizes.sales })} n={sizes.sales} />
        <Figure label={text('sandbox.customers', { n: sizes.customers })} n={sizes.customers} />
      </dl>
      <p className={classes.limits}>{limitsWords(store)}</p>
      <nav className={classes.links} aria-label={text('sandbox.links', { name })}>
        {storeTabs.slice(0, 4).map((tab) => (
          <TextLink key={tab} to="/sandbox/$id" params={{ id }} search={{ tab }}>
            {text(`store.tab.${tab}`)}
          </TextLink>
        ))}
      </nav>
      <div className={classes.access}>
        <h3>{text(series === 'c' ? 'sandbox.access.key' : 'sandbox.access')}</h3>
        <p>{text('sandbox.access.help')}</p>
        <CopyRows>
          {credentialsOf(store).map(({ what, value }) => (
            <CopyRow
              key={what}
              label={text(what)}
              value={value}
              copyLabel={text('sandbox.access.copy', { what: text(what), name })}
            />
          ))}
        </CopyRows>
      </div>
      {isDeleting && <DeleteStore store={store} onClose={() => setDeleting(false)} />}
    </section>
  );
}

/** What opens a store: a person's sign-in, or in C-Series, which knows no consent page, a key and its secret. */
function credentialsOf({ series, user, apiKey = '', apiSecret = '' }: Store) {
  if (series === 'c') {
    return [
      { what: 'store.access.apiKey', value: apiKey },
      { what: 'store.access.apiSecret', value: apiSecret },
    ] as const;
  }
  return [
    { what: 'store.access.login', value: user.login },
    { what: 'store.access.password', value: user.password },
  ] as const;
}

function Figure({ label, n }: { label: string; n: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{text('sandbox.figure', { n })}</dd>
    </div>
  );
}
