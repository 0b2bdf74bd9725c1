import { Table } from '@mantine/core';
import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs';
import IconCircleCheck from '@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs';
import IconGauge from '@tabler/icons-react/dist/esm/icons/IconGauge.mjs';
import { memo } from 'react';
import type { StoreRequest } from '../../api/stores.ts';
import { Bar } from '../../components/bar.tsx';
import { Cell, DataTable, HeadCell } from '../../components/data-table.tsx';
import { StatusWord } from '../../components/status-word.tsx';
import { Tag } from '../../components/tag.tsx';
import { exactTime, preciseTime } from '../../components/times.ts';
import { language, text } from '../../texts/text.ts';
import { faultWord } from './fault-words.ts';
import { limitUse, statusTone } from './request-figures.ts';
import classes from './store-screen.module.css';

const MARK_PERCENT = 80;
const figure = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

/** Requests to a store, newest first: what was asked, what came of it, what it cost. */
export function RequestTable({ requests }: { requests: readonly StoreRequest[] }) {
  return (
    <DataTable
      label={text('store.tab.requests')}
      head={
        <>
          <HeadCell>{text('store.requests.column.time')}</HeadCell>
          <HeadCell>{text('store.requests.column.request')}</HeadCell>
          <HeadCell wide>{text('store.requests.column.host')}</HeadCell>
          <HeadCell>{text('store.requests.column.status')}</HeadCell>
          <HeadCell wide number>
            {text('store.requests.column.cost')}
          </HeadCell>
          <HeadCell wide>{text('store.requests.column.limit')}</HeadCell>
          <HeadCell wide>{text('store.requests.column.generation')}</HeadCell>
        </>
      }
    >
      {requests.map((request) => (
        <Row key={request.n} request={request} />
      ))}
    </DataTable>
  );
}

/** A request that happened changes no more, so a row is drawn once. */
const Row = memo(function Row({ request }: { request: StoreRequest }) {
  const { at, method, host, path, query, status, cost, limit, generation, faults } = request;
  return (
    <Table.Tr className={classes.dense}>
      <Cell second>
        <time dateTime={at} title={exactTime(at)}>
          {preciseTime(at, Date.parse(at))}
        </time>
      </Cell>
      <Cell>
        <code className={classes.request} title={`${method} ${host}${path}${query}`}>
          <b>{method}</b> {path}
          <span className={classes.query}>{query}</span>
        </code>
      </Cell>
      <Cell wide second>
        {host}
      </Cell>
      <Cell>
        <span className={classes.status}>
          <StatusWord tone={statusTone(status)} icon={statusIcon(status)}>
            {String(status)}
          </StatusWord>
          {faults.map((kind) => (
            <Tag key={kind} tone="warn">
              {faultWord(kind)}
            </Tag>
          ))}
        </span>
      </Cell>
      <Cell wide number>
        {figure.format(cost)}
      </Cell>
      <Cell wide>{limit && <Gauge limit={limit} />}</Cell>
      <Cell wide second>
        {generation !== null && text('store.requests.generation', { n: generation })}
      </Cell>
    </Table.Tr>
  );
});

function statusIcon(status: number) {
  if (status < 400) return <IconCircleCheck size={15} stroke={2} />;
  return status === 429 ? <IconGauge size={15} stroke={2} /> : <IconAlertTriangle size={15} stroke={2} />;
}

function Gauge({ limit }: { limit: NonNullable<StoreRequest['limit']> }) {
  const { used, size, percent } = limitUse(limit);
  const values = { level: figure.format(used), size: figure.format(size) };
  return (
    <span className={classes.gauge}>
      <Bar
        percent={percent}
        tone={percent >= MARK_PERCENT ? 'warn' : undefined}
        label={text('store.limit.used', values)}
      />
      <span>{`${values.level} / ${values.size}`}</span>
    </span>
  );
}
