import IconPlugConnectedX from '@tabler/icons-react/dist/esm/icons/IconPlugConnectedX.mjs';
import { text } from '../texts/text.ts';
import { Notice } from './notice.tsx';
import { clockTime } from './times.ts';

/** Shown over numbers that could not be brought up to date. `query` is any TanStack query that refetches by itself. */
export function StaleNotice({ query }: { query: { isError: boolean; data: unknown; dataUpdatedAt: number } }) {
  if (!query.isError || query.data === undefined) return null;
  return (
    <Notice tone="warn" role="status" icon={<IconPlugConnectedX size={17} />} title={text('stale.title')}>
      {text('stale.text', { time: clockTime(query.dataUpdatedAt, Date.now()) })}
    </Notice>
  );
}
