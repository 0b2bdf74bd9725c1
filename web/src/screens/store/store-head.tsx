import { Button, Menu } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Store } from '../../api/stores.ts';
import { SeriesTile } from '../../components/app-tile.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { PageHead } from '../../components/page-head.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { Tag } from '../../components/tag.tsx';
import { text } from '../../texts/text.ts';
import { DeleteStore } from '../sandbox/delete-store.tsx';
import { accountWords, isConnectable } from '../sandbox/store-words.ts';
import classes from './store-screen.module.css';

/** Name, account and size of a store, and what can be done with it as a whole. */
export function StoreHead({ store }: { store: Store }) {
  const { id, name, series, sizes } = store;
  const mayEdit = useMayEdit();
  const navigate = useNavigate();
  const [isDeleting, setDeleting] = useState(false);
  return (
    <>
      <PageHead
        lead={<SeriesTile series={series} big />}
        title={
          <span className={classes.name}>
            {name}
            <Tag tone="line">{text('nav.sandbox')}</Tag>
          </span>
        }
        sub={text('store.sub', { account: accountWords(store), ...sizes })}
        actions={
          mayEdit && (
            <>
              {isConnectable(store) && (
                <Button
                  renderRoot={(props) => <Link {...props} to="/connections/new" search={{ store: id }} />}
                  aria-label={text('home.sandbox.ready.button', { name })}
                >
                  {text('sandbox.connect')}
                </Button>
              )}
              <Button
                variant="default"
                renderRoot={(props) => (
                  <Link {...props} to="/sandbox/$id" params={{ id }} search={(old) => ({ ...old, edit: true })} />
                )}
              >
                {text('common.edit')}
              </Button>
              <RowMenu name={name} framed>
                <Menu.Item color="red" onClick={() => setDeleting(true)}>
                  {text('common.delete')}
                </Menu.Item>
              </RowMenu>
            </>
          )
        }
      />
      {isDeleting && (
        <DeleteStore
          store={store}
          onClose={() => setDeleting(false)}
          onDeleted={() => void navigate({ to: '/sandbox', search: {} })}
        />
      )}
    </>
  );
}
