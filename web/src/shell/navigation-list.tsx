import { VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { Fragment } from 'react';
import { homeQuery } from '../api/home.ts';
import { text } from '../texts/text.ts';
import { type NavigationEntry, navigation } from './navigation.ts';
import classes from './navigation-list.module.css';

/** The entries of the left navigation, with a count only where something needs a person. */
export function NavigationList({ onNavigate }: { onNavigate?: () => void }) {
  const router = useRouter();
  const existing = navigation
    .map((group) => group.filter(({ to }) => to in router.routesByPath))
    .filter((group) => group.length > 0);
  return (
    <ul className={classes.list}>
      {existing.map((group, i) => (
        <Fragment key={group[0]?.to}>
          {i > 0 && <li className={classes.gap} aria-hidden />}
          {group.map((entry) => (
            <li key={entry.to}>
              <Entry entry={entry} onNavigate={onNavigate} />
            </li>
          ))}
        </Fragment>
      ))}
    </ul>
  );
}

function Entry({ entry, onNavigate }: { entry: NavigationEntry; onNavigate: (() => void) | undefined }) {
  const home = useQuery({ ...homeQuery(), throwOnError: false });
  const count = home.data && entry.count ? entry.count(home.data) : 0;
  const Icon = entry.icon;
  return (
    <Link
      to={entry.to}
      className={classes.link}
      activeOptions={{ exact: entry.to === '/', includeSearch: false }}
      activeProps={{ 'aria-current': 'page' }}
      onClick={onNavigate}
    >
      <Icon size={17} stroke={1.75} aria-hidden />
      <span>{text(entry.label)}</span>
      {count > 0 && (
        <span className={classes.count}>
          <span aria-hidden>{count}</span>
          <VisuallyHidden>{text('shell.needYou', { n: count })}</VisuallyHidden>
        </span>
      )}
    </Link>
  );
}
