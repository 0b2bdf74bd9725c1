import { Button } from '@mantine/core';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { Link, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Connection } from '../../api/connections.ts';
import type { Home } from '../../api/home.ts';
import { classNames } from '../../components/class-names.ts';
import { text } from '../../texts/text.ts';
import classes from './first-steps.module.css';
import { SandboxOffer } from './sandbox-offer.tsx';

/** Home of an installation that has no flow yet: three steps, and the sandbox store for people without an account. */
export function FirstSteps({ counts, connections }: { counts: Home['counts']; connections: readonly Connection[] }) {
  const router = useRouter();
  const isConnected = connections.length > 0;
  const hasExport = counts.exports > 0;
  const current = isConnected ? (hasExport ? 3 : 2) : 1;
  const linkTo = (path: string, label: string) =>
    path in router.routesByPath && (
      <Button size="md" component={Link} to={path}>
        {label}
      </Button>
    );
  return (
    <div className={classes.first}>
      <h1>{text(isConnected ? 'home.next.title' : 'home.first.title')}</h1>
      <p className={classes.lead}>{text(isConnected ? 'home.next.lead' : 'home.first.lead')}</p>
      <ol className={classes.steps}>
        <Step n={1} current={current} title={text('home.step1.title')} about={text('home.step1.text')}>
          <Button size="md" component={Link} to="/connections/new" leftSection={<IconPlus size={16} />}>
            {text('connections.create')}
          </Button>
        </Step>
        <Step n={2} current={current} title={text('home.step2.title')} about={text('home.step2.text')}>
          {linkTo('/exports/new', text('home.step2.button'))}
        </Step>
        <Step n={3} current={current} title={text('home.step3.title')} about={text('home.step3.text')}>
          {linkTo('/flows/new', text('home.step3.button'))}
        </Step>
      </ol>
      {!isConnected && <SandboxOffer />}
    </div>
  );
}

function Step(props: { n: number; current: number; title: string; about: string; children: ReactNode }) {
  const { n, current } = props;
  const isDone = n < current;
  return (
    <li className={classNames(classes.step, n === current && classes.current, isDone && classes.done)}>
      <span className={classes.number} aria-hidden>
        {isDone ? <IconCheck size={15} /> : n}
      </span>
      <div>
        <h2>{props.title}</h2>
        <p>{props.about}</p>
      </div>
      {n === current && <div>{props.children}</div>}
      {isDone && <span className={classes.later}>{text('home.step.done')}</span>}
      {n > current && <span className={classes.later}>{text('home.step.after', { n: n - 1 })}</span>}
    </li>
  );
}
