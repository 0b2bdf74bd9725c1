import { ActionIcon, Popover } from '@mantine/core';
import IconBell from '@tabler/icons-react/dist/esm/icons/IconBell.mjs';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { connectionsQuery } from '../api/connections.ts';
import { newestNoticesQuery } from '../api/notices.ts';
import { announce } from '../components/announcer.tsx';
import { NoticeLine } from '../components/notice-line.tsx';
import { noticeTitle } from '../components/notice-words.ts';
import { TextButton, TextLink } from '../components/text-link.tsx';
import { useReadNotices } from '../components/use-read-notices.ts';
import { text } from '../texts/text.ts';
import classes from './notice-bell.module.css';

const MOST_SHOWN = 99;

/** The bell: how many notices are unread, and the newest ones. A new one is read out, and what it tells of is loaded again. */
export function NoticeBell() {
  const { data } = useQuery({ ...newestNoticesQuery(), throwOnError: false });
  const [opened, setOpened] = useState(false);
  const unread = data?.unread ?? 0;
  useNews(data?.items[0]);
  return (
    <Popover
      position="bottom-end"
      width="min(400px, calc(100vw - 24px))"
      shadow="md"
      trapFocus
      returnFocus
      opened={opened}
      onChange={setOpened}
    >
      <span className={classes.bell}>
        <Popover.Target>
          <ActionIcon size={34} aria-label={text('bell.label', { n: unread })} onClick={() => setOpened(!opened)}>
            <IconBell size={19} stroke={1.75} />
          </ActionIcon>
        </Popover.Target>
        {unread > 0 && (
          <span className={classes.count} aria-hidden>
            {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
          </span>
        )}
      </span>
      <Popover.Dropdown p={0} className={classes.dropdown} aria-label={text('nav.notices')}>
        <Newest unread={unread} onClose={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Newest({ unread, onClose }: { unread: number; onClose: () => void }) {
  const { data, isPending } = useQuery({ ...newestNoticesQuery(), throwOnError: false });
  const { data: connections } = useQuery({ ...connectionsQuery(), throwOnError: false });
  const read = useReadNotices();
  return (
    <>
      <div className={classes.head}>
        <h2>{text('nav.notices')}</h2>
        {unread > 0 && <TextButton onClick={() => read.mutate({ all: true })}>{text('notices.readAll')}</TextButton>}
      </div>
      {data && data.items.length > 0 ? (
        <ul className={classes.list}>
          {data.items.map((notice) => (
            <NoticeLine
              key={notice.id}
              notice={notice}
              connection={connections?.items.find(({ id }) => id === notice.connection.id)}
              onFollow={({ id }) => {
                if (!notice.read) read.mutate({ ids: [id] });
                onClose();
              }}
            />
          ))}
        </ul>
      ) : (
        <p className={classes.none}>
          {text(data ? 'notices.empty.text' : isPending ? 'common.loading' : 'bell.failed')}
        </p>
      )}
      <div className={classes.foot}>
        <TextLink to="/notices" onClick={onClose}>
          {text('bell.all')}
        </TextLink>
      </div>
    </>
  );
}

type Newest = Parameters<typeof noticeTitle>[0] & { id: string };

/** Reads a notice out that was not there before, and loads again what it tells of. */
function useNews(newest: Newest | undefined): void {
  const queries = useQueryClient();
  const known = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (!newest || newest.id === known.current) return;
    const isFirst = known.current === undefined;
    known.current = newest.id;
    if (isFirst) return;
    announce(noticeTitle(newest));
    for (const queryKey of [['connections'], ['home'], ['notices', 'list']]) {
      void queries.invalidateQueries({ queryKey });
    }
  }, [newest, queries]);
}
