import { Button } from '@mantine/core';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/connections.ts';
import type { Home } from '../../api/home.ts';
import { Card } from '../../components/card.tsx';
import { connectionState, connectionUrgency } from '../../components/connection-state.ts';
import { ConnectionStatus } from '../../components/connection-status.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { useNow } from '../../components/now.ts';
import { PageHead } from '../../components/page-head.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { clockTime, relativeTime, timeZone } from '../../components/times.ts';
import { language, text } from '../../texts/text.ts';
import classes from './dashboard.module.css';
import { countNeeds, NeedsYou } from './needs-you.tsx';
import { RunningNow } from './running-now.tsx';

interface DashboardProps {
  home: Home;
  homeState: { isError: boolean; data: unknown; dataUpdatedAt: number };
  connections: readonly Connection[];
}

/** Home of an installation at work: what needs you first, then what runs and what comes next. */
export function Dashboard({ home, homeState, connections }: DashboardProps) {
  const now = useNow(30_000);
  const mayEdit = useMayEdit();
  const needs = countNeeds(home, connections, now);
  const today = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' }).format(now);
  return (
    <>
      <PageHead
        title={needs > 0 ? text('home.needs', { n: needs }) : text('home.calm')}
        sub={text('home.sub', {
          running: home.running.length,
          now: `${today}, ${clockTime(now, now)}`,
          zone: timeZone(),
        })}
        actions={
          mayEdit && (
            <Button variant="default" component={Link} to="/connections/new" leftSection={<IconPlus size={16} />}>
              {text('connections.create')}
            </Button>
          )
        }
      />
      <StaleNotice query={homeState} />
      <div className={classes.grid}>
        <div className={classes.stack}>
          <Card title={text('home.needsYou')} flush>
            <NeedsYou home={home} connections={connections} />
          </Card>
          <Connections connections={connections} />
        </div>
        <div className={classes.stack}>
          <RunningNow runs={home.running} />
          <Card title={text('home.next')} flush>
            {home.next.length === 0 ? (
              <p className={classes.quiet}>{text('home.next.none')}</p>
            ) : (
              <ul className={classes.next}>
                {home.next.map(({ flowId, name, at }) => (
                  <li key={flowId}>
                    <span>{clockTime(at, now)}</span>
                    <Link to="/flows/$id" params={{ id: flowId }}>
                      {name}
                    </Link>
                    <span>{relativeTime(at, now)}</span>
                  </li>
                ))}
              </ul>
            )}
          </Card>
        </div>
      </div>
    </>
  );
}

const shown = 6;

function Connections({ connections }: { connections: readonly Connection[] }) {
  const now = useNow(30_000);
  const sorted = connections.toSorted(
    (a, b) => connectionUrgency(connectionState(a, now)) - connectionUrgency(connectionState(b, now)),
  );
  return (
    <Card
      title={text('home.connections')}
      flush
      aside={<TextLink to="/connections">{text('home.connections.all', { n: connections.length })}</TextLink>}
    >
      <ul>
        {sorted.slice(0, shown).map((connection) => (
          <li key={connection.id} className={classes.live}>
            <div className={classes.between}>
              <Link to="/connections/$id" params={{ id: connection.id }}>
                {connection.name}
              </Link>
              <ConnectionStatus connection={connection} />
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
