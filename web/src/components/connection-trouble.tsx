import type { Connection } from '../api/connections.ts';
import { text } from '../texts/text.ts';
import { ConnectionHelp } from './connection-help.tsx';
import { connectionSentence, connectionState, needsPerson } from './connection-state.ts';
import { connectionIcon } from './connection-status.tsx';
import classes from './connection-trouble.module.css';
import { Notice } from './notice.tsx';
import { useNow } from './now.ts';
import { clockTime } from './times.ts';

/** Which of these connections wait for a person. */
export function useTroubled(connections: readonly (Connection | undefined)[]): Connection[] {
  const now = useNow(30_000);
  const known = connections.filter((connection) => connection !== undefined);
  const troubled = known.filter((connection) => needsPerson(connectionState(connection, now)));
  return [...new Map(troubled.map((connection) => [connection.id, connection])).values()];
}

/** "Main Street needs authorization", or since when it is away. */
export function troubleTitle({ name, status, offlineSince }: Connection, nowMs: number): string {
  return status === 'offline' && offlineSince
    ? text('connection.trouble.offline', { name, time: clockTime(offlineSince, nowMs) })
    : text('connection.trouble.unauthorized', { name });
}

/** Over a page that hangs on a connection: what it needs, and the button. */
export function ConnectionTroubleNotice({ connection }: { connection: Connection }) {
  const now = useNow(30_000);
  return (
    <Notice
      tone="bad"
      role="status"
      icon={connectionIcon(connectionState(connection, now))}
      title={troubleTitle(connection, now)}
      actions={<ConnectionHelp connection={connection} />}
    >
      {connectionSentence(connection, now)}
    </Notice>
  );
}

/** The same in one line, for rows of a list. */
export function ConnectionTroubleLine({ connection }: { connection: Connection }) {
  const now = useNow(30_000);
  return (
    <span className={classes.line}>
      <span className={classes.words}>
        {connectionIcon(connectionState(connection, now))}
        {troubleTitle(connection, now)}
      </span>
      <ConnectionHelp connection={connection} variant="default" />
    </span>
  );
}
