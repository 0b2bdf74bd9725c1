import { Button, Table } from '@mantine/core';
import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs';
import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs';
import IconCircleCheck from '@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs';
import IconGauge from '@tabler/icons-react/dist/esm/icons/IconGauge.mjs';
import { Fragment, memo } from 'react';
import type { DebugEntryHead } from '../../api/debug-log.ts';
import { Cell, DataTable, HeadCell } from '../../components/data-table.tsx';
import { StatusWord } from '../../components/status-word.tsx';
import { Tag } from '../../components/tag.tsx';
import { exactTime, preciseTime, timeZone } from '../../components/times.ts';
import { language, text } from '../../texts/text.ts';
import { DebugExchange } from './debug-exchange.tsx';
import classes from './debug-tab.module.css';
import { callerWords, statusTone } from './debug-words.ts';

const figure = new Intl.NumberFormat(language);
const COLUMNS = 5;

interface DebugTableProps {
  connectionId: string;
  entries: readonly DebugEntryHead[];
  /** Id of the entry that is shown whole. */
  open: string | undefined;
  onOpen: (id: string | undefined) => void;
  more: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown };
}

/** One line an exchange, newest first; a line opens to the whole of it. */
export function DebugTable({ connectionId, entries, open, onOpen, more }: DebugTableProps) {
  return (
    <>
      <DataTable
        label={text('debug.title')}
        head={
          <>
            <HeadCell>{text('debug.column.time')}</HeadCell>
            <HeadCell>{text('debug.column.request')}</HeadCell>
            <HeadCell>{text('debug.column.status')}</HeadCell>
            <HeadCell wide number>
              {text('debug.column.ms')}
            </HeadCell>
            <HeadCell wide>{text('debug.column.caller')}</HeadCell>
          </>
        }
      >
        {entries.map((entry) => (
          <Fragment key={entry.id}>
            <Row entry={entry} isOpen={entry.id === open} onOpen={onOpen} />
            {entry.id === open && (
              <Table.Tr className={classes.whole}>
                <Table.Td colSpan={COLUMNS}>
                  <DebugExchange connectionId={connectionId} entryId={entry.id} />
                </Table.Td>
              </Table.Tr>
            )}
          </Fragment>
        ))}
      </DataTable>
      <div className={classes.foot}>
        <span>{text('debug.foot', { zone: timeZone() })}</span>
        {more.hasNextPage && (
          <Button variant="default" loading={more.isFetchingNextPage} onClick={() => void more.fetchNextPage()}>
            {text('debug.more')}
          </Button>
        )}
      </div>
    </>
  );
}

interface RowProps {
  entry: DebugEntryHead;
  isOpen: boolean;
  onOpen: (id: string | undefined) => void;
}

const Row = memo(
  function Row({ entry, isOpen, onOpen }: RowProps) {
    const { id, at, method, url, status, failure, ms, caller, kind, missed } = entry;
    const address = new URL(url);
    return (
      <>
        <Table.Tr className={classes.dense}>
          <Cell second>
            <button
              type="button"
              className={classes.opener}
              aria-expanded={isOpen}
              title={exactTime(at)}
              onClick={() => onOpen(isOpen ? undefined : id)}
            >
              <IconChevronRight size={14} stroke={2} aria-hidden className={isOpen ? classes.turned : undefined} />
              <time dateTime={at}>{preciseTime(at, Date.parse(at))}</time>
            </button>
          </Cell>
          <Cell>
            <code className={classes.request} title={url}>
              <b>{method}</b> {address.pathname}
              <span className={classes.query}>{address.search}</span>
            </code>
            {kind === 'token' && <Tag tone="line">{text('debug.token')}</Tag>}
          </Cell>
          <Cell>
            <StatusWord tone={statusTone(status)} icon={statusIcon(status)}>
              {status === null ? text('debug.noReply') : String(status)}
            </StatusWord>
            {failure && <span className={classes.failure}>{failure}</span>}
          </Cell>
          <Cell wide number>
            {text('debug.ms', { ms: figure.format(ms) })}
          </Cell>
          <Cell wide second>
            {callerWords(caller)}
          </Cell>
        </Table.Tr>
        {missed > 0 && (
          <Table.Tr className={classes.missed}>
            <Table.Td colSpan={COLUMNS}>{text('debug.missed', { n: missed })}</Table.Td>
          </Table.Tr>
        )}
      </>
    );
  },
  (before, after) => before.entry === after.entry && before.isOpen === after.isOpen,
);

function statusIcon(status: number | null) {
  if (status === 429) return <IconGauge size={15} stroke={2} />;
  return status !== null && status < 400 ? (
    <IconCircleCheck size={15} stroke={2} />
  ) : (
    <IconAlertTriangle size={15} stroke={2} />
  );
}
