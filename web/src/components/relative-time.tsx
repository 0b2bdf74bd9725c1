import { Tooltip } from '@mantine/core';
import { useNow } from './now.ts';
import { exactTime, relativeTime } from './times.ts';

/** A time as "4 min ago", with the exact one in the tooltip. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow();
  return (
    <Tooltip label={exactTime(at)}>
      <time dateTime={at}>{relativeTime(at, now)}</time>
    </Tooltip>
  );
}
