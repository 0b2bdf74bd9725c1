import { Box, Button, Skeleton, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { ApiProblem } from '../../api/client.ts';
import type { Connection } from '../../api/connections.ts';
import { type Preview, resourcesQuery } from '../../api/exports.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { text } from '../../texts/text.ts';
import { RightMissing } from '../authorize/right-missing.tsx';
import classes from './preview-pane.module.css';

interface PreviewPaneProps {
  preview: Preview | undefined;
  error: Error | null;
  isPending: boolean;
  /** Connection and resource are chosen. */
  isReady: boolean;
  connection: Connection | undefined;
  /** Name of the resource that is read. */
  resource: string | null;
  onPreview: () => void;
}

/** Real rows of what the form describes, with the request and response they came from and what they cost. */
export function PreviewPane(props: PreviewPaneProps) {
  const { preview, error, isPending, isReady, connection, resource, onPreview } = props;
  const pane = useRef<HTMLElement>(null);
  // On a narrow screen the rows come below the form, out of sight.
  useEffect(() => {
    if (isPending) pane.current?.scrollIntoView({ block: 'nearest' });
  }, [isPending]);
  return (
    <section ref={pane} className={classes.pane} aria-label={text('exports.preview')} aria-busy={isPending}>
      {isPending ? (
        <Waiting />
      ) : error && connection && error instanceof ApiProblem && error.code === 'right_missing' ? (
        <div className={classes.problem}>
          <NotAllowed connection={connection} resource={resource} error={error} onRetry={onPreview} />
        </div>
      ) : error ? (
        <div className={classes.problem}>
          <ProblemNotice
            title={text('exports.preview.failed')}
            error={error}
            actions={<Mend error={error} connection={connection} onRetry={onPreview} />}
          />
        </div>
      ) : preview ? (
        <Shown preview={preview} />
      ) : (
        <EmptyState
          title={text('exports.preview.empty.title')}
          action={
            isReady && (
              <Button variant="default" onClick={onPreview}>
                {text('exports.preview')}
              </Button>
            )
          }
        >
          {text(isReady ? 'exports.preview.empty.ready' : 'exports.preview.empty.choose')}
        </EmptyState>
      )}
    </section>
  );
}

function Shown({ preview }: { preview: Preview }) {
  const { records, request, response, cost } = preview;
  return (
    <Tabs
      defaultValue="table"
      classNames={{ root: classes.tabs ?? '', panel: classes.panel ?? '' }}
      keepMounted={false}
    >
      <div className={classes.head}>
        <Tabs.List>
          <Tabs.Tab value="table">{text('exports.preview.table')}</Tabs.Tab>
          <Tabs.Tab value="json">{text('exports.preview.json')}</Tabs.Tab>
          <Tabs.Tab value="request">{text('exports.preview.request')}</Tabs.Tab>
          <Tabs.Tab value="response">{text('exports.preview.response')}</Tabs.Tab>
        </Tabs.List>
        <span className={classes.cost} role="status">
          {text('exports.preview.cost', { rows: records.length, units: cost })}
        </span>
      </div>
      <Tabs.Panel value="table">
        {records.length === 0 ? (
          <EmptyState title={text('exports.preview.noRows.title')}>{text('exports.preview.noRows.text')}</EmptyState>
        ) : (
          <RecordTable label={text('exports.preview.rows')} records={records} />
        )}
      </Tabs.Panel>
      <Tabs.Panel value="json">
        <Source value={JSON.stringify(records, null, 2)} label={text('exports.preview.copyJson')} />
      </Tabs.Panel>
      <Tabs.Panel value="request">
        <Source
          value={`${request.method} ${request.url}\n${headerLines(request.headers)}`}
          label={text('exports.preview.copyRequest')}
        />
      </Tabs.Panel>
      <Tabs.Panel value="response">
        <p className={classes.facts}>
          {text('exports.preview.facts', {
            status: String(response.status),
            ms: response.ms,
            bytes: response.bytes,
          })}
        </p>
        <Source value={headerLines(response.headers)} label={text('exports.preview.copyResponse')} />
      </Tabs.Panel>
    </Tabs>
  );
}

const headerLines = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

function Source({ value, label }: { value: string; label: string }) {
  return (
    <div className={classes.source}>
      <div className={classes.copy}>
        <CopyButton value={value} label={label} />
      </div>
      {/* Scrolls, so it has to be reachable by keyboard. */}
      <Box component="pre" tabIndex={0}>
        {value}
      </Box>
    </div>
  );
}

function NotAllowed(props: { connection: Connection; resource: string | null; error: Error; onRetry: () => void }) {
  const { connection, resource, error, onRetry } = props;
  const resources = useQuery({ ...resourcesQuery(connection.id), throwOnError: false }).data?.items;
  const anyOf = resources?.find(({ name }) => name === resource)?.scopes;
  return <RightMissing connection={connection} anyOf={anyOf} said={error.message} onRetry={onRetry} />;
}

/** The button that helps with what a preview was refused for. */
function Mend({
  error,
  connection,
  onRetry,
}: {
  error: Error;
  connection: Connection | undefined;
  onRetry: () => void;
}) {
  const code = error instanceof ApiProblem ? error.code : '';
  const id = connection?.id;
  const buttons: ReactNode[] = [];
  if (id && (code === 'connection_new' || code === 'connection_unauthorized')) {
    buttons.push(
      <Button
        key="authorize"
        size="xs"
        renderRoot={(props) => <Link {...props} to="/connections/$id/authorize" params={{ id }} />}
      >
        {text(code === 'connection_new' ? 'connection.authorize' : 'connection.authorizeAgain')}
      </Button>,
    );
  }
  buttons.push(
    <Button key="retry" size="xs" variant="default" onClick={onRetry}>
      {text('common.tryAgain')}
    </Button>,
  );
  return buttons;
}

function Waiting() {
  return (
    <div className={classes.waiting} role="status" aria-label={text('exports.preview.waiting')}>
      {[96, 88, 92, 80, 90, 84].map((width) => (
        <Skeleton key={width} height={12} width={`${width}%`} />
      ))}
    </div>
  );
}
