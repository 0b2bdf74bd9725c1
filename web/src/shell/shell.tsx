import { ActionIcon, Drawer } from '@mantine/core';
import IconMenu2 from '@tabler/icons-react/dist/esm/icons/IconMenu2.mjs';
import IconServer2 from '@tabler/icons-react/dist/esm/icons/IconServer2.mjs';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { installationQuery } from '../api/installation.ts';
import { Logo } from '../components/logo.tsx';
import { text } from '../texts/text.ts';
import { AccountMenu } from './account-menu.tsx';
import { Breadcrumbs } from './breadcrumbs.tsx';
import { NavigationList } from './navigation-list.tsx';
import { NoticeBell } from './notice-bell.tsx';
import classes from './shell.module.css';

/** The frame of every screen: navigation at the left (in a sheet on a phone), top bar, content. */
export function Shell() {
  const [menuOpened, setMenuOpened] = useState(false);
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        {text('shell.skip')}
      </a>
      <nav className={classes.side} aria-label={text('shell.navigation')}>
        <Brand />
        <NavigationList />
        <Foot />
      </nav>
      <div className={classes.column}>
        <header className={classes.top}>
          <ActionIcon
            className={classes.burger}
            aria-label={text('shell.menu')}
            size={36}
            onClick={() => setMenuOpened(true)}
          >
            <IconMenu2 size={20} stroke={1.75} />
          </ActionIcon>
          <Breadcrumbs />
          <NoticeBell />
          <AccountMenu />
        </header>
        <main id="main" className={classes.main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Drawer.Root opened={menuOpened} onClose={() => setMenuOpened(false)} position="left" size={264}>
        <Drawer.Overlay />
        <Drawer.Content className={classes.sheet} aria-label={text('shell.menu')}>
          <nav aria-label={text('shell.navigation')}>
            <Brand />
            <NavigationList onNavigate={() => setMenuOpened(false)} />
          </nav>
          <Foot />
        </Drawer.Content>
      </Drawer.Root>
    </div>
  );
}

function Brand() {
  return (
    <Link to="/" className={classes.brand}>
      <Logo />
      counterflow
    </Link>
  );
}

function Foot() {
  const { data } = useQuery({ ...installationQuery(), throwOnError: false });
  if (!data) return null;
  return (
    <div className={classes.foot}>
      <span>
        <IconServer2 size={14} stroke={1.75} aria-hidden />
        {text('shell.foot', { servers: data.servers, workers: data.workers })}
      </span>
      <span>{data.version}</span>
    </div>
  );
}
