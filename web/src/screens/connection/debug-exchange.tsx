import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { type DebugEntry, debugEntryQuery } from '../../api/debug-log.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { language, text } from '../../texts/text.ts';
import { bodyText } from './body-text.ts';
import { curlCommand } from './curl-command.ts';
import classes from './debug-tab.module.css';

const figure = new Intl.NumberFormat(language);

/** A request and its reply, whole: headers and bodies side by side. */
export function DebugExchange({ connectionId, entryId }: { connectionId: string; entryId: string }) {
  const query = useQuery({ ...debugEntryQuery(connectionId, entryId), throwOnError: false });
  if (query.isError) {
    return (
      <ProblemNotice title={text('debug.entry.failed')} error={query.error} onRetry={() => void query.refetch()} />
    );
  }
  if (!query.data) return <Skeleton height={120} />;
  const entry = query.data;
  return (
    <div className={classes.exchange}>
      <div className={classes.line}>
        <code>{`${entry.method} ${entry.url}`}</code>
        <CopyButton value={curlCommand(entry)} label={text('debug.curl')}>
          {text('debug.curl')}
        </CopyButton>
      </div>
      <div className={classes.sides}>
        <Side title={text('debug.request')} message={entry.request} bytes={entry.requestBytes} />
        {entry.response ? (
          <Side title={text('debug.response')} message={entry.response} bytes={entry.responseBytes} />
        ) : (
          <section>
            <h3>{text('debug.response')}</h3>
            <p className={classes.quiet}>{entry.failure ?? text('debug.noReply')}</p>
          </section>
        )}
      </div>
    </div>
  );
}

interface SideProps {
  title: string;
  message: DebugEntry['request'];
  bytes: number;
}

function Side({ title, message: { headers, body, cut }, bytes }: SideProps) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <dl className={classes.headers}>
        {Object.entries(headers).map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      {body ? (
        <>
          <div className={classes.bodyHead}>
            <span>{text(cut ? 'debug.body.cut' : 'debug.body', { bytes: figure.format(bytes) })}</span>
            <CopyButton value={body} label={text('debug.body.copy', { title })} />
          </div>
          <Body text={bodyText(body, cut)} label={text('debug.body.of', { title })} />
        </>
      ) : (
        <p className={classes.quiet}>{text('debug.body.none')}</p>
      )}
    </section>
  );
}

const MOST_ROWS = 16;

/** A field that can't be written in: it scrolls by keyboard, and all of it can be selected. */
function Body({ text: shown, label }: { text: string; label: string }) {
  const rows = Math.min(MOST_ROWS, Math.max(2, shown.split('\n').length));
  return <textarea className={classes.body} readOnly rows={rows} value={shown} aria-label={label} spellCheck={false} />;
}
