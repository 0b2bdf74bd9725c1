import { Switch, Table } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { changeStore, type Store, storeQuery } from '../../api/stores.ts';
import { announce } from '../../components/announcer.tsx';
import { Card } from '../../components/card.tsx';
import { CopyIcon } from '../../components/copy-button.tsx';
import { Cell, HeadCell } from '../../components/data-table.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { text } from '../../texts/text.ts';
import classes from './store-screen.module.css';

type Person = Store['people'][number];

/** Who works in the store, with what they sign in with at its consent page; each can be locked out. */
export function PeopleCard({ store }: { store: Store }) {
  const mayEdit = useMayEdit();
  const queries = useQueryClient();
  const turn = useMutation({
    mutationFn: ({ login, isLocked }: Person) => {
      const locked = store.people.filter((one) => one.isLocked && one.login !== login).map((one) => one.login);
      return changeStore(store.id, { lockedLogins: isLocked ? locked : [...locked, login] });
    },
    onSuccess: (changed, { name, isLocked }) => {
      queries.setQueryData(storeQuery(store.id).queryKey, changed);
      announce(text(isLocked ? 'store.people.unlocked' : 'store.people.locked', { name }));
    },
  });
  return (
    <Card title={text('store.access.person')} aside={text('store.access.person.help')} flush>
      {turn.error && (
        <div className={classes.inset}>
          <ProblemNotice title={text('store.change.failed', { name: store.name })} error={turn.error} />
        </div>
      )}
      <div className={classes.scroll}>
        <Table aria-label={text('store.access.person')}>
          <Table.Thead>
            <Table.Tr>
              <HeadCell>{text('store.people.name')}</HeadCell>
              <HeadCell wide>{text('store.people.role')}</HeadCell>
              <HeadCell wide>{text('store.access.password')}</HeadCell>
              <HeadCell>{text('store.people.isLocked')}</HeadCell>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {store.people.map((person) => (
              <Table.Tr key={person.login}>
                <Cell>
                  <b className={classes.strong}>{person.name}</b>
                  <span className={classes.copied}>
                    <code>{person.login}</code>
                    <CopyIcon
                      value={person.login}
                      label={text('sandbox.access.copy', { what: text('store.access.login'), name: person.name })}
                    />
                  </span>
                </Cell>
                <Cell wide second>
                  {text(`store.people.role.${person.role}`)}
                </Cell>
                <Cell wide>
                  <span className={classes.copied}>
                    <code>{person.password}</code>
                    <CopyIcon
                      value={person.password}
                      label={text('sandbox.access.copy', { what: text('store.access.password'), name: person.name })}
                    />
                  </span>
                </Cell>
                <Cell>
                  <Switch
                    aria-label={text('store.people.lock', { name: person.name })}
                    checked={person.isLocked}
                    disabled={!mayEdit || turn.isPending}
                    onChange={() => turn.mutate(person)}
                  />
                </Cell>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Card>
  );
}
