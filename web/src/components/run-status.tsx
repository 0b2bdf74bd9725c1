import IconCircleCheck from '@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs';
import IconCircleCheckFilled from '@tabler/icons-react/dist/esm/icons/IconCircleCheckFilled.mjs';
import IconCircleMinus from '@tabler/icons-react/dist/esm/icons/IconCircleMinus.mjs';
import IconCircleX from '@tabler/icons-react/dist/esm/icons/IconCircleX.mjs';
import IconClock from '@tabler/icons-react/dist/esm/icons/IconClock.mjs';
import IconHourglass from '@tabler/icons-react/dist/esm/icons/IconHourglass.mjs';
import IconLoader2 from '@tabler/icons-react/dist/esm/icons/IconLoader2.mjs';
import IconPlayerPause from '@tabler/icons-react/dist/esm/icons/IconPlayerPause.mjs';
import type { ReactNode } from 'react';
import type { RunStatus as Status } from '../../../src/flows/schema.ts';
import { text } from '../texts/text.ts';
import { StatusWord, type Tone } from './status-word.tsx';

const looks: Readonly<Record<Status, { tone: Tone; icon: typeof IconClock }>> = {
  queued: { tone: 'off', icon: IconClock },
  running: { tone: 'busy', icon: IconLoader2 },
  waiting: { tone: 'warn', icon: IconHourglass },
  paused: { tone: 'off', icon: IconPlayerPause },
  completed: { tone: 'ok', icon: IconCircleCheckFilled },
  completedWithErrors: { tone: 'warn', icon: IconCircleCheck },
  failed: { tone: 'bad', icon: IconCircleX },
  cancelled: { tone: 'off', icon: IconCircleMinus },
};

/** The status of a run: icon and word together; `children` follow the word, e.g. how long it has been running. */
export function RunStatus({ status, children }: { status: Status; children?: ReactNode }) {
  const { tone, icon: Icon } = looks[status];
  return (
    <StatusWord tone={tone} icon={<Icon size={15} stroke={2} />} spin={status === 'running'}>
      {text(`run.status.${status}`)}
      {children && <> {children}</>}
    </StatusWord>
  );
}
