import { Button } from '@mantine/core';
import IconAlertCircle from '@tabler/icons-react/dist/esm/icons/IconAlertCircle.mjs';
import IconCircleX from '@tabler/icons-react/dist/esm/icons/IconCircleX.mjs';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Connection } from '../../api/connections.ts';
import type { Home } from '../../api/home.ts';
import { ConnectionHelp } from '../../components/connection-help.tsx';
import { connectionSentence, connectionState, needsPerson } from '../../components/connection-state.ts';
import { connectionIcon } from '../../components/connection-status.tsx';
import { troubleTitle } from '../../components/connection-trouble.tsx';
import { useNow } from '../../components/now.ts';
import { text } from '../../texts/text.ts';
import classes from './dashboard.module.css';

const broken = (connections: readonly Connection[], now: number) =>
  connections.filter((connection) => needsPerson(connectionState(connection, now)));

/** How many lines {@link NeedsYou} shows. */
export function countNeeds(home: Home, connections: readonly Connection[], now: number): number {
  return broken(connections, now).length + (home.openErrors > 0 ? 1 : 0) + (home.failedRuns > 0 ? 1 : 0);
}

/** What waits for a person, each line with the one button that helps. Only the first button is filled. */
export function NeedsYou({ home, connections }: { home: Home; connections: readonly Connection[] }) {
  const now = useNow(30_000);
  const needy = broken(connections, now);
  if (countNeeds(home, connections, now) === 0) return <p className={classes.quiet}>{text('home.nothingNeeds')}</p>;
  return (
    <ul>
      {needy.map((connection, i) => (
        <ConnectionLine key={connection.id} connection={connection} now={now} first={i === 0} />
      ))}
      {home.openErrors > 0 && (
        <Line
          icon={<IconAlertCircle size={17} stroke={1.75} />}
          title={text('home.errors.title', { n: home.openErrors })}
          about={text('home.errors.text')}
        >
          <Button
            variant={needy.length > 0 ? 'default' : 'filled'}
            renderRoot={(props) => <Link {...props} to="/runs" search={{ show: 'errors' }} />}
          >
            {text('home.errors.button')}
          </Button>
        </Line>
      )}
      {home.failedRuns > 0 && (
        <Line
          icon={<IconCircleX size={17} stroke={1.75} />}
          title={text('home.failed.title', { n: home.failedRuns })}
          about={text('home.failed.text')}
        >
          <Button
            variant={needy.length > 0 || home.openErrors > 0 ? 'default' : 'filled'}
            renderRoot={(props) => <Link {...props} to="/runs" search={{ show: 'failed' }} />}
          >
            {text('home.failed.button')}
          </Button>
        </Line>
      )}
    </ul>
  );
}

function ConnectionLine({ connection, now, first }: { connection: Connection; now: number; first: boolean }) {
  return (
    <Line
      icon={connectionIcon(connectionState(connection, now))}
      title={troubleTitle(connection, now)}
      about={connectionSentence(connection, now)}
    >
      <ConnectionHelp connection={connection} size="sm" variant={first ? 'filled' : 'default'} />
    </Line>
  );
}

function Line(props: { icon: ReactNode; title: string; about: string; children: ReactNode }) {
  return (
    <li className={classes.need}>
      <span className={classes.icon} aria-hidden>
        {props.icon}
      </span>
      <div className={classes.words}>
        <h3>{props.title}</h3>
        <p>{props.about}</p>
      </div>
      {props.children}
    </li>
  );
}
