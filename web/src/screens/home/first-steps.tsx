import { Button } from '@mantine/core';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Connection } from '../../api/connections.ts';
import type { Home } from '../../api/home.ts';
import { classNames } from '../../components/class-names.ts';
import { useMayEdit } from '../../components/may-edit.ts';
import { text } from '../../texts/text.ts';
import { firstStep } from './first-step.ts';
import classes from './first-steps.module.css';
import { SandboxOffer } from './sandbox-offer.tsx';

/** Home of an installation that has no flow yet: three steps, and the sandbox store for people without an account. */
export function FirstSteps({ counts, connections }: { counts: Home['counts']; connections: readonly Connection[] }) {
  const mayEdit = useMayEdit();
  const { current, connected, unfinished } = firstStep(counts, connections);
  return (
    <div className={classes.first}>
      <h1>{text(current > 1 ? 'home.next.title' : 'home.first.title')}</h1>
      <p className={classes.lead}>{text(current > 1 ? 'home.next.lead' : 'home.first.lead')}</p>
      <ol className={classes.steps}>
        <Step n={1} current={current} title={text('home.step1.title')} about={text('home.step1.text')}>
          {mayEdit && <ConnectButton unfinished={unfinished} />}
        </Step>
        <Step n={2} current={current} title={text('home.step2.title')} about={text('home.step2.text')}>
          {mayEdit && (
            <Button
              size="md"
              renderRoot={(props) => <Link {...props} to="/exports/new" search={{ connection: connected?.id }} />}
            >
              {text('home.step2.button')}
            </Button>
          )}
        </Step>
        <Step n={3} current={current} title={text('home.step3.title')} about={text('home.step3.text')}>
          {mayEdit && (
            <Button size="md" renderRoot={(props) => <Link {...props} to="/flows/new" />}>
              {text('home.step3.button')}
            </Button>
          )}
        </Step>
      </ol>
      {mayEdit && current === 1 && !unfinished && <SandboxOffer />}
    </div>
  );
}

/** Makes a connection, or ends what was begun: one that is stored and not authorized yet. */
function ConnectButton({ unfinished }: { unfinished: Connection | undefined }) {
  if (!unfinished) {
    return (
      <Button size="md" component={Link} to="/connections/new" leftSection={<IconPlus size={16} />}>
        {text('connections.create')}
      </Button>
    );
  }
  const { id, name } = unfinished;
  return (
    <Button size="md" renderRoot={(props) => <Link {...props} to="/connections/$id/authorize" params={{ id }} />}>
      {text('home.step1.authorize', { name })}
    </Button>
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
