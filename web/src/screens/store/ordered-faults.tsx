import { ActionIcon, Table } from '@mantine/core';
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Fault, faultsQuery, removeFault } from '../../api/stores.ts';
import { Card } from '../../components/card.tsx';
import { Cell, HeadCell, HiddenHeadCell, MenuCell } from '../../components/data-table.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { TextButton } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import { faultWord, scopeWords, timesWords } from './fault-words.ts';
import classes from './store-screen.module.css';

/** What was ordered, for which requests, and how often it was met. */
export function OrderedFaults({ storeId, faults }: { storeId: string; faults: readonly Fault[] }) {
  const mayEdit = useMayEdit();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (ids: readonly string[]) => Promise.all(ids.map(removeFault)),
    onSettled: () => queries.invalidateQueries({ queryKey: faultsQuery(storeId).queryKey }),
  });
  const over = faults.filter(({ isOver }) => isOver).map(({ id }) => id);
  return (
    <Card
      title={text('store.faults.ordered')}
      aside={
        mayEdit &&
        over.length > 0 && (
          <TextButton onClick={() => remove.mutate(over)}>{text('store.faults.removeOver')}</TextButton>
        )
      }
      flush
    >
      {remove.error && (
        <div className={classes.inset}>
          <ProblemNotice title={text('store.faults.failed')} error={remove.error} />
        </div>
      )}
      {faults.length === 0 ? (
        <p className={classes.empty}>{text('store.faults.none')}</p>
      ) : (
        <div className={classes.scroll}>
          <Table aria-label={text('store.faults.ordered')}>
            <Table.Thead>
              <Table.Tr>
                <HeadCell>{text('store.faults.column.kind')}</HeadCell>
                <HeadCell>{text('store.faults.column.scope')}</HeadCell>
                <HeadCell>{text('store.faults.column.times')}</HeadCell>
                <HeadCell number>{text('store.faults.column.met')}</HeadCell>
                <HiddenHeadCell>{text('store.faults.column.actions')}</HiddenHeadCell>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {faults.map((fault) => (
                <Table.Tr key={fault.id}>
                  <Cell>
                    <b className={classes.strong}>{faultWord(fault.kind)}</b>
                  </Cell>
                  <Cell second>{scopeWords(fault)}</Cell>
                  <Cell second>{fault.isOver ? text('store.faults.words.over') : timesWords(fault)}</Cell>
                  <Cell number>{text('store.faults.met', { n: fault.met })}</Cell>
                  <MenuCell>
                    {mayEdit && (
                      <ActionIcon
                        size={28}
                        aria-label={text('store.faults.remove', { kind: faultWord(fault.kind) })}
                        disabled={remove.isPending}
                        onClick={() => remove.mutate([fault.id])}
                      >
                        <IconX size={16} stroke={1.75} />
                      </ActionIcon>
                    )}
                  </MenuCell>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </Card>
  );
}
