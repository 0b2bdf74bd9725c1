import { Link, Outlet } from '@tanstack/react-router';
import { text } from '../../texts/text.ts';
import classes from './settings-frame.module.css';

/** The pages of Settings: links between them, and the one that is open. */
export function SettingsFrame() {
  const pages = [
    { to: '/settings/api-keys', label: 'nav.apiKeys' },
    { to: '/settings/notifications', label: 'nav.notifications' },
  ] as const;
  return (
    <>
      <nav className={classes.tabs} aria-label={text('nav.settings')}>
        {pages.map(({ to, label }) => (
          <Link key={to} to={to} activeOptions={{ includeSearch: false }} activeProps={{ 'aria-current': 'page' }}>
            {text(label)}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
