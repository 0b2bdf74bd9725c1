import { Button, Table } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { type AuditChange, type AuditEntry, type AuditFilter, auditQuery } from '../api/audit.ts';
import { type TextKey, text } from '../texts/text.ts';
import { AuditResource } from './audit-resource.tsx';
import classes from './audit-table.module.css';
import { auditValue } from './audit-value.ts';
import { Cell, DataTable, HeadCell } from './data-table.tsx';
import { EmptyState } from './empty-state.tsx';
import { NoMatch } from './no-match.tsx';
import { useNow } from './now.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { TableSkeleton } from './skeletons.tsx';
import { StaleNotice } from './stale-notice.tsx';
import { Tag } from './tag.tsx';
import { exactTime, preciseTime, timeZone } from './times.ts';

interface AuditTableProps {
  filter: AuditFilter;
  /** What is said where nothing was changed yet. */
  empty: string;
  /** Says of what each change was, where the table is not about one thing. */
  named?: boolean;
  /** Takes the filters back; left out where there are none. */
  onClear?: (() => void) | undefined;
}

/** Changes, newest first: when, who, by what means, and each field from what to what. */
export function AuditTable({ filter, empty, named = false, onClear }: AuditTableProps) {
  const query = useInfiniteQuery({ ...auditQuery(filter), throwOnError: false });
  const entries = query.data?.pages.flatMap(({ items }) => items);
  if (!entries && query.error) {
    return <ProblemNotice title={text('audit.failed')} error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!entries) return <TableSkeleton />;
  if (entries.length === 0 && onClear) return <NoMatch onClear={onClear} />;
  if (entries.length === 0) return <EmptyState title={text('audit.none')}>{empty}</EmptyState>;
  return (
    <>
      <StaleNotice query={query} />
      <DataTable
        label={text('audit.title')}
        head={
          <>
            <HeadCell>{text('audit.column.time')}</HeadCell>
            <HeadCell wide>{text('audit.column.who')}</HeadCell>
            <HeadCell wide>{text('audit.column.source')}</HeadCell>
            <HeadCell>{text('audit.column.change')}</HeadCell>
          </>
        }
      >
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} named={named} />
        ))}
      </DataTable>
      <div className={classes.foot}>
        <span>{text('audit.zone', { zone: timeZone() })}</span>
        {query.hasNextPage && (
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage({ cancelRefetch: false })}
          >
            {text('audit.more')}
          </Button>
        )}
      </div>
    </>
  );
}

function Entry({
  entry: { at, who, source, action, resource, changes },
  named,
}: {
  entry: AuditEntry;
  named: boolean;
}) {
  const now = useNow(60_000);
  const name = who.type === 'system' ? text('audit.system') : (who.name ?? text('audit.unknown'));
  const by = (
    <span className={classes.who}>
      {name}
      {who.type === 'apikey' && <Tag tone="line">{text('audit.key')}</Tag>}
    </span>
  );
  return (
    <Table.Tr className={classes.entry}>
      <Cell second>
        <time dateTime={at} title={exactTime(at)}>
          {preciseTime(at, now)}
        </time>
        <div className={classes.phone}>{by}</div>
      </Cell>
      <Cell wide>{by}</Cell>
      <Cell wide second>
        {text(`audit.source.${source}`)}
      </Cell>
      <Cell>
        <b className={classes.action}>{actionWord(action)}</b>
        {named && <AuditResource resource={resource} />}
        {changes.length > 0 && (
          <dl className={classes.changes}>
            {changes.map((change) => (
              <Change key={change.field} change={change} />
            ))}
          </dl>
        )}
      </Cell>
    </Table.Tr>
  );
}

function Change({ change: { field, before, after, isSecret } }: { change: AuditChange }) {
  if (isSecret) {
    const word =
      before === null ? 'audit.secret.set' : after === null ? 'audit.secret.removed' : 'audit.secret.changed';
    return (
      <Fragment>
        <dt>{field}</dt>
        <dd>{text(word)}</dd>
      </Fragment>
    );
  }
  return (
    <Fragment>
      <dt>{field}</dt>
      <dd>
        {before !== null && (
          <>
            <del>{auditValue(before)}</del> <span aria-hidden>→</span>{' '}
          </>
        )}
        <ins>{after === null ? text('audit.nothing') : auditValue(after)}</ins>
      </dd>
    </Fragment>
  );
}

const known: Readonly<Record<string, TextKey>> = {
  create: 'audit.action.create',
  edit: 'audit.action.edit',
  delete: 'audit.action.delete',
  authorize: 'audit.action.authorize',
  authorized: 'audit.action.authorized',
  clone: 'audit.action.clone',
  replace_account: 'audit.action.replaceAccount',
  run: 'audit.action.run',
  pause: 'audit.action.pause',
  resume: 'audit.action.resume',
  cancel: 'audit.action.cancel',
  resolve: 'audit.action.resolve',
  cursor: 'audit.action.cursor',
  change: 'audit.action.change',
  'set-up': 'audit.action.setUp',
  'reset-password': 'audit.action.resetPassword',
  move_to_new_server: 'audit.action.moveToNewServer',
  debug_start: 'audit.action.debugStart',
  debug_stop: 'audit.action.debugStop',
  debug_clear: 'audit.action.debugClear',
  concurrency: 'audit.action.concurrency',
};

/** An action in words; one that has none yet as the server names it. */
function actionWord(action: string): string {
  const key = known[action];
  return key ? text(key) : action.replaceAll(/[_-]/g, ' ');
}
