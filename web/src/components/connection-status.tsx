import IconCircleCheckFilled from '@tabler/icons-react/dist/esm/icons/IconCircleCheckFilled.mjs';
import IconCircleDotted from '@tabler/icons-react/dist/esm/icons/IconCircleDotted.mjs';
import IconGauge from '@tabler/icons-react/dist/esm/icons/IconGauge.mjs';
import IconKey from '@tabler/icons-react/dist/esm/icons/IconKey.mjs';
import IconPlayerPause from '@tabler/icons-react/dist/esm/icons/IconPlayerPause.mjs';
import IconRefresh from '@tabler/icons-react/dist/esm/icons/IconRefresh.mjs';
import IconShieldExclamation from '@tabler/icons-react/dist/esm/icons/IconShieldExclamation.mjs';
import IconUnlink from '@tabler/icons-react/dist/esm/icons/IconUnlink.mjs';
import type { ReactNode } from 'react';
import type { Connection } from '../api/connections.ts';
import { type ConnectionState, connectionState, connectionTone, connectionWord } from './connection-state.ts';
import { useNow } from './now.ts';
import { StatusWord } from './status-word.tsx';

const icons: Readonly<Record<ConnectionState, ReactNode>> = {
  online: <IconCircleCheckFilled size={15} />,
  scopesMissing: <IconShieldExclamation size={15} stroke={2} />,
  throttled: <IconGauge size={15} stroke={2} />,
  recovering: <IconRefresh size={15} stroke={2} />,
  offline: <IconUnlink size={15} stroke={2} />,
  unauthorized: <IconKey size={15} stroke={2} />,
  new: <IconCircleDotted size={15} stroke={2} />,
  paused: <IconPlayerPause size={15} stroke={2} />,
};

/** Icon of a state by itself, for places that say the word another way. */
export const connectionIcon = (state: ConnectionState): ReactNode => icons[state];

/** The status of a connection: icon and word together. */
export function ConnectionStatus({ connection }: { connection: Connection }) {
  const now = useNow(30_000);
  const state = connectionState(connection, now);
  return (
    <StatusWord tone={connectionTone[state]} icon={icons[state]}>
      {connectionWord(connection, now)}
    </StatusWord>
  );
}
