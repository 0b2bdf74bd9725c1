import { VisuallyHidden } from '@mantine/core';
import IconCircleCheckFilled from '@tabler/icons-react/dist/esm/icons/IconCircleCheckFilled.mjs';
import IconHourglassLow from '@tabler/icons-react/dist/esm/icons/IconHourglassLow.mjs';
import IconKey from '@tabler/icons-react/dist/esm/icons/IconKey.mjs';
import IconUnlink from '@tabler/icons-react/dist/esm/icons/IconUnlink.mjs';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Connection } from '../api/connections.ts';
import type { Notice } from '../api/notices.ts';
import { text } from '../texts/text.ts';
import { classNames } from './class-names.ts';
import { ConnectionHelp } from './connection-help.tsx';
import classes from './notice-line.module.css';
import { noticeText, noticeTitle, noticeTone } from './notice-words.ts';
import { RelativeTime } from './relative-time.tsx';

const icons: Readonly<Record<Notice['kind'], ReactNode>> = {
  'connection.unauthorized': <IconKey size={17} stroke={1.75} />,
  'connection.offline': <IconUnlink size={17} stroke={1.75} />,
  'connection.online': <IconCircleCheckFilled size={17} />,
  'connection.expiring': <IconHourglassLow size={17} stroke={1.75} />,
};

interface NoticeLineProps {
  notice: Notice;
  /** The connection as it is now, if it is still there: the button is for what it needs now. */
  connection: Connection | undefined;
  /** Told when the line leads away. */
  onFollow: (notice: Notice) => void;
}

/** One notice: what happened, why, when; with the button that helps while the trouble lasts. */
export function NoticeLine({ notice, connection, onFollow }: NoticeLineProps) {
  const { kind, read, at } = notice;
  const title = noticeTitle(notice);
  const follow = () => onFollow(notice);
  const isTrouble = kind === 'connection.unauthorized' || kind === 'connection.offline';
  return (
    <li className={classNames(classes.line, !read && classes.unread)}>
      <span className={classNames(classes.icon, classes[noticeTone[kind]])} aria-hidden>
        {icons[kind]}
      </span>
      <div className={classes.words}>
        {connection ? (
          <Link className={classes.title} to="/connections/$id" params={{ id: connection.id }} onClick={follow}>
            {title}
          </Link>
        ) : (
          <span className={classes.title}>{title}</span>
        )}
      </div>
      <Aside at={at} read={read} />
      <div className={classes.about}>
        <p>{noticeText(notice)}</p>
        {isTrouble && connection && (
          <div className={classes.actions}>
            <ConnectionHelp connection={connection} variant="default" onPress={follow} />
          </div>
        )}
      </div>
    </li>
  );
}

function Aside({ at, read }: Pick<Notice, 'at' | 'read'>) {
  return (
    <span className={classes.aside}>
      <RelativeTime at={at} />
      {!read && (
        <>
          <span className={classes.dot} aria-hidden />
          <VisuallyHidden>{text('notice.unread')}</VisuallyHidden>
        </>
      )}
    </span>
  );
}
