import { Tabs } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { faultsQuery, storeQuery } from '../../api/stores.ts';
import { text } from '../../texts/text.ts';
import { AccessTab } from './access-tab.tsx';
import { ChangeStorePanel } from './change-store-panel.tsx';
import { ChangesTab } from './changes-tab.tsx';
import { ClockTab } from './clock-tab.tsx';
import { FaultsTab } from './faults-tab.tsx';
import type { Happening } from './happening.ts';
import { RequestsTab } from './requests-tab.tsx';
import { type StoreTab, storeRoute, storeTabs } from './route.ts';
import { StoreHead } from './store-head.tsx';
import classes from './store-screen.module.css';

/** The page of one store: what it is asked, and the ways to make its life harder. */
export function StoreScreen() {
  const { id } = storeRoute.useParams();
  const { tab = 'requests', edit } = storeRoute.useSearch();
  const navigate = useNavigate({ from: '/sandbox/$id' });
  const { data: store } = useSuspenseQuery(storeQuery(id));
  const faults = useQuery({ ...faultsQuery(id), throwOnError: false });
  // Kept here, so that a look at another tab doesn't lose it.
  const [happenings, setHappenings] = useState<readonly Happening[]>([]);
  const tabs = useRef<HTMLDivElement>(null);
  // Five tabs are wider than a phone.
  useEffect(() => {
    tabs.current?.querySelector(`[data-tab="${tab}"]`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [tab]);
  const active = faults.data?.items.filter(({ isOver }) => !isOver).length ?? 0;
  const choose = (next: string | null) =>
    void navigate({
      to: '.',
      search: { tab: next === 'requests' ? undefined : (next as StoreTab) },
      replace: true,
    });
  const add = (happening: Happening) => setHappenings((before) => [happening, ...before].slice(0, 50));
  return (
    <>
      <StoreHead store={store} />
      <Tabs value={tab} onChange={choose} keepMounted={false}>
        <div className={classes.tabs} ref={tabs}>
          <Tabs.List>
            {storeTabs.map((each) => (
              <Tabs.Tab key={each} value={each} data-tab={each}>
                {text(`store.tab.${each}`)}{' '}
                {each === 'faults' && active > 0 && (
                  <span className={classes.badge}>{text('store.tab.faults.on', { n: active })}</span>
                )}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </div>
        <Tabs.Panel value="requests">
          <RequestsTab store={store} />
        </Tabs.Panel>
        <Tabs.Panel value="changes">
          <ChangesTab store={store} happenings={happenings} onHappened={add} />
        </Tabs.Panel>
        <Tabs.Panel value="faults">
          <FaultsTab storeId={id} />
        </Tabs.Panel>
        <Tabs.Panel value="clock">
          <ClockTab />
        </Tabs.Panel>
        <Tabs.Panel value="access">
          <AccessTab store={store} />
        </Tabs.Panel>
      </Tabs>
      {edit && <ChangeStorePanel store={store} onClose={() => void navigate({ to: '.', search: { tab } })} />}
    </>
  );
}
