import { Button, Table } from '@mantine/core';
import IconBan from '@tabler/icons-react/dist/esm/icons/IconBan.mjs';
import IconCircleCheck from '@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs';
import IconClockOff from '@tabler/icons-react/dist/esm/icons/IconClockOff.mjs';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { endGrant, type StoreGrant, storeGrantsQuery } from '../../api/stores.ts';
import { Card } from '../../components/card.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Cell, HeadCell, HiddenHeadCell, MenuCell } from '../../components/data-table.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { StatusWord, type Tone } from '../../components/status-word.tsx';
import { text } from '../../texts/text.ts';
import classes from './store-screen.module.css';

const looks: Record<StoreGrant['state'], { tone: Tone; Icon: typeof IconBan }> = {
  live: { tone: 'ok', Icon: IconCircleCheck },
  expired: { tone: 'off', Icon: IconClockOff },
  revoked: { tone: 'bad', Icon: IconBan },
};

/** Every consent that was given for a store, and how its tokens were renewed. */
export function GrantsCard({ storeId }: { storeId: string }) {
  const query = useQuery({ ...storeGrantsQuery(storeId), throwOnError: false });
  const [ending, setEnding] = useState<StoreGrant>();
  if (query.isError && !query.data)
    return <ProblemNotice title={text('error.screen')} error={query.error} onRetry={() => void query.refetch()} />;
  const grants = query.data?.items ?? [];
  return (
    <Card title={text('store.grants.title')} aside={text('store.grants.sub')} flush>
      {grants.length === 0 ? (
        <p className={classes.empty}>{query.isPending ? text('common.loading') : text('store.grants.empty')}</p>
      ) : (
        <div className={classes.scroll}>
          <Table aria-label={text('store.grants.title')}>
            <Table.Thead>
              <Table.Tr>
                <HeadCell>{text('store.grants.column.who')}</HeadCell>
                <HeadCell>{text('store.grants.column.state')}</HeadCell>
                <HeadCell wide>{text('store.grants.column.scopes')}</HeadCell>
                <HeadCell wide>{text('store.grants.column.generation')}</HeadCell>
                <HeadCell wide number>
                  {text('store.grants.column.refreshes')}
                </HeadCell>
                <HeadCell wide number>
                  {text('store.grants.column.reuse')}
                </HeadCell>
                <HiddenHeadCell>{text('store.grants.column.actions')}</HiddenHeadCell>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {grants.map((grant) => (
                <Row key={grant.id} grant={grant} onEnd={() => setEnding(grant)} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {ending && <EndGrant storeId={storeId} grant={ending} onClose={() => setEnding(undefined)} />}
    </Card>
  );
}

const whoIn = ({ login }: StoreGrant) => login ?? text('store.grants.key');

function Row({ grant, onEnd }: { grant: StoreGrant; onEnd: () => void }) {
  const mayEdit = useMayEdit();
  const { tone, Icon } = looks[grant.state];
  return (
    <Table.Tr>
      <Cell>
        <b className={classes.strong}>{whoIn(grant)}</b>
      </Cell>
      <Cell>
        <StatusWord tone={tone} icon={<Icon size={15} stroke={2} />}>
          {text(`store.grants.state.${grant.state}`)}
        </StatusWord>
      </Cell>
      <Cell wide second>
        <span title={grant.scopes.join(' ')}>{text('store.grants.scopes', { n: grant.scopes.length })}</span>
      </Cell>
      <Cell wide second>
        {text('store.grants.generation', { n: grant.generation })}
      </Cell>
      <Cell wide number>
        {String(grant.refreshes)}
      </Cell>
      <Cell wide number>
        {String(grant.reuseAttempts)}
      </Cell>
      <MenuCell>
        {mayEdit && grant.state === 'live' && (
          <Button
            size="xs"
            variant="default"
            aria-label={text('store.grants.end.label', { who: whoIn(grant) })}
            onClick={onEnd}
          >
            {text('store.grants.end')}
          </Button>
        )}
      </MenuCell>
    </Table.Tr>
  );
}

function EndGrant({ storeId, grant, onClose }: { storeId: string; grant: StoreGrant; onClose: () => void }) {
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => endGrant(storeId, grant.id),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: storeGrantsQuery(storeId).queryKey });
    },
  });
  return (
    <Confirm
      title={text('store.grants.end.title')}
      action={text('store.grants.end')}
      danger
      busy={end.isPending}
      onConfirm={() => end.mutate()}
      onCancel={onClose}
    >
      {text('store.grants.end.text')}
      {end.error && <ProblemNotice title={text('store.faults.failed')} error={end.error} />}
    </Confirm>
  );
}
