import { VisuallyHidden } from '@mantine/core';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconLoader2 from '@tabler/icons-react/dist/esm/icons/IconLoader2.mjs';
import type { Authorization } from '../../api/connections.ts';
import { text } from '../../texts/text.ts';
import classes from './authorize.module.css';

const steps = ['signIn', 'allow', 'checking', 'done'] as const;

/** How many steps are behind; what happens between Sign in and Allow only the provider sees. */
const behind: Readonly<Record<Authorization['phase'], number>> = { unopened: 0, signIn: 0, checking: 2, over: 4 };

/** The way of an attempt: Sign in, Allow, Checking, Done. */
export function AttemptSteps({ phase }: { phase: Authorization['phase'] }) {
  const done = behind[phase];
  return (
    <ol aria-label={text('authorize.steps')}>
      {steps.map((step, i) => {
        const state = i < done ? 'done' : i === done ? 'current' : 'next';
        return (
          <li
            key={step}
            className={classes.step}
            data-state={state}
            aria-current={state === 'current' ? 'step' : undefined}
          >
            <span className={classes.mark} aria-hidden>
              {state === 'done' && <IconCheck size={14} stroke={2.4} />}
              {state === 'current' && <IconLoader2 size={16} stroke={2} />}
              {state === 'next' && i + 1}
            </span>
            <div>
              <h3>
                {text(`authorize.step.${step}`)}
                <VisuallyHidden>, {text(`authorize.stepState.${state}`)}</VisuallyHidden>
              </h3>
              <p>{text(`authorize.step.${step}.about`)}</p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
