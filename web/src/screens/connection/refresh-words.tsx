import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconHourglass from '@tabler/icons-react/dist/esm/icons/IconHourglass.mjs';
import IconQuestionMark from '@tabler/icons-react/dist/esm/icons/IconQuestionMark.mjs';
import IconUnlink from '@tabler/icons-react/dist/esm/icons/IconUnlink.mjs';
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs';
import type { ReactNode } from 'react';
import type { RefreshAttempt } from '../../api/refreshes.ts';
import type { Tone } from '../../components/status-word.tsx';

/** How each end of a renewal looks. Only a refusal may need a person. */
export const refreshLooks: Readonly<Record<RefreshAttempt['outcome'], { tone: Tone; icon: ReactNode }>> = {
  renewed: { tone: 'ok', icon: <IconCheck size={15} stroke={2} /> },
  refused: { tone: 'bad', icon: <IconX size={15} stroke={2} /> },
  unknown: { tone: 'warn', icon: <IconQuestionMark size={15} stroke={2} /> },
  notSent: { tone: 'warn', icon: <IconUnlink size={15} stroke={2} /> },
  underway: { tone: 'busy', icon: <IconHourglass size={15} stroke={2} /> },
  abandoned: { tone: 'off', icon: <IconQuestionMark size={15} stroke={2} /> },
};
