import type { Authorization } from '../../api/connections.ts';
import { CopyRow, CopyRows } from '../../components/copy-row.tsx';
import { Notice } from '../../components/notice.tsx';
import { useNow } from '../../components/now.ts';
import { exactTime, relativeTime } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import { AttemptSteps } from './attempt-steps.tsx';
import classes from './authorize.module.css';

/** A link that was made for somebody without an account here: to be sent to them, and what happens then. */
export function LinkWaiting({ attempt }: { attempt: Authorization }) {
  const now = useNow();
  return (
    <>
      <Notice tone="accent" title={text('authorize.link.title')}>
        {text('authorize.link.text')}
        <div className={classes.urls}>
          <CopyRows>
            <CopyRow value={attempt.url} breakBefore="/authorize/" copyLabel={text('authorize.link.copy')} />
          </CopyRows>
        </div>
      </Notice>
      {attempt.landsAt !== null && (
        <Notice tone="warn" title={text('authorize.link.landing.title')}>
          {text('authorize.link.landing.text')}
        </Notice>
      )}
      <AttemptSteps phase={attempt.phase} />
      <p className={classes.ends} title={exactTime(attempt.expiresAt)}>
        {text('authorize.link.ends', { time: relativeTime(attempt.expiresAt, now) })}
      </p>
    </>
  );
}
