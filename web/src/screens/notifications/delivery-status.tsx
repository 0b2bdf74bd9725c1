import IconCircleCheckFilled from '@tabler/icons-react/dist/esm/icons/IconCircleCheckFilled.mjs';
import IconCircleX from '@tabler/icons-react/dist/esm/icons/IconCircleX.mjs';
import IconRefresh from '@tabler/icons-react/dist/esm/icons/IconRefresh.mjs';
import type { ReactNode } from 'react';
import type { Delivery } from '../../api/webhooks.ts';
import { StatusWord, type Tone } from '../../components/status-word.tsx';
import { text } from '../../texts/text.ts';

const looks: Readonly<Record<Delivery['status'], { tone: Tone; icon: ReactNode }>> = {
  delivered: { tone: 'ok', icon: <IconCircleCheckFilled size={15} /> },
  waiting: { tone: 'warn', icon: <IconRefresh size={15} stroke={2} /> },
  failed: { tone: 'bad', icon: <IconCircleX size={15} stroke={2} /> },
};

/** Whether a message arrived, as icon and word. */
export function DeliveryStatus({ delivery: { status } }: { delivery: Delivery }) {
  return <StatusWord {...looks[status]}>{text(`webhooks.status.${status}`)}</StatusWord>;
}
