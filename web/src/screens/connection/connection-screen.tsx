import { Tabs } from '@mantine/core';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { connectionQuery, pingConnection } from '../../api/connections.ts';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { text } from '../../texts/text.ts';
import { ConnectionHead } from './connection-head.tsx';
import classes from './connection-screen.module.css';
import { connectionRoute } from './route.ts';
import { connectionTabs, sendsRequests, tabAt } from './tabs.ts';
import { TestResult } from './test-result.tsx';

/** The page of one connection: how it is and what can be done with it, above its tabs. */
export function ConnectionScreen() {
  const { id } = connectionRoute.useParams();
  const query = useSuspenseQuery(connectionQuery(id));
  const queries = useQueryClient();
  const navigate = useNavigate();
  const tab = useLocation({ select: ({ pathname }) => tabAt(pathname) });
  const test = useMutation({
    mutationFn: () => pingConnection(id),
    onSettled: () => queries.invalidateQueries({ queryKey: connectionQuery(id).queryKey }),
  });
  const connection = query.data;
  const shown = connectionTabs.filter((each) => each.tab !== 'debug' || sendsRequests(connection));
  const list = useRef<HTMLDivElement>(null);
  // All tabs are wider than a phone.
  useEffect(() => {
    list.current?.querySelector(`[data-tab="${tab}"]`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [tab]);
  const choose = (next: string | null) => {
    const { to } = connectionTabs.find((one) => one.tab === next) ?? connectionTabs[0];
    void navigate({ to, params: { id } });
  };
  return (
    <>
      <ConnectionHead connection={connection} isTesting={test.isPending} onTest={() => test.mutate()} />
      <div className={classes.wide}>
        <StaleNotice query={query} />
        <TestResult name={connection.name} test={test} onClose={() => test.reset()} />
      </div>
      <Tabs value={tab} onChange={choose} keepMounted={false}>
        <div className={classes.tabs} ref={list}>
          <Tabs.List>
            {shown.map((each) => (
              <Tabs.Tab key={each.tab} value={each.tab} data-tab={each.tab}>
                {text(`connection.tab.${each.tab}`)}
                {each.tab === 'used-by' && connection.usedBy > 0 && (
                  <span className={classes.count}>{connection.usedBy}</span>
                )}
                {each.tab === 'debug' && connection.debugUntil && (
                  <span className={classes.count}>{text('connection.tab.debug.on')}</span>
                )}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </div>
        <Tabs.Panel value={tab}>
          <Outlet />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
