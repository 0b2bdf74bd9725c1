import { Link, useMatches } from '@tanstack/react-router';
import { useEffect } from 'react';
import { text } from '../texts/text.ts';
import classes from './shell.module.css';

/** Where the person is, from the routes' own names; the last one is the window's title too. */
export function Breadcrumbs() {
  const crumbs = useMatches().flatMap(({ staticData, loaderData, pathname }) => {
    const name = staticData.crumb ? text(staticData.crumb) : crumbOf(loaderData);
    return name === undefined ? [] : [{ name, pathname }];
  });
  const page = crumbs.at(-1)?.name;
  useEffect(() => {
    document.title = page ? text('shell.title', { page }) : 'counterflow';
  }, [page]);
  return (
    <nav className={classes.crumbs} aria-label={text('shell.breadcrumbs')}>
      <ol>
        {crumbs.map(({ name, pathname }, i) => (
          <li key={pathname} aria-current={i === crumbs.length - 1 ? 'page' : undefined}>
            {i < crumbs.length - 1 ? <Link to={pathname}>{name}</Link> : name}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function crumbOf(loaderData: unknown): string | undefined {
  if (typeof loaderData !== 'object' || loaderData === null || !('crumb' in loaderData)) return undefined;
  return typeof loaderData.crumb === 'string' ? loaderData.crumb : undefined;
}
