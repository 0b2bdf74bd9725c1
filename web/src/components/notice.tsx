import IconAlertCircle from '@tabler/icons-react/dist/esm/icons/IconAlertCircle.mjs';
import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs';
import IconCircleCheck from '@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs';
import IconInfoCircle from '@tabler/icons-react/dist/esm/icons/IconInfoCircle.mjs';
import type { ReactNode } from 'react';
import { text } from '../texts/text.ts';
import { classNames } from './class-names.ts';
import { CopyButton } from './copy-button.tsx';
import classes from './notice.module.css';

export type NoticeTone = 'plain' | 'accent' | 'ok' | 'warn' | 'bad';

interface NoticeProps {
  tone?: NoticeTone;
  title?: ReactNode;
  children?: ReactNode;
  icon?: ReactNode;
  /** Buttons; the first is the one to press. */
  actions?: ReactNode;
  /** Name and value pairs behind "Details", for whoever has to look closer. Never a secret. */
  details?: readonly (readonly [name: string, value: string])[];
  /** Where to read more, beside Details. */
  more?: ReactNode;
  /** `alert` is read out at once, `status` when the reader pauses; left out = not announced. */
  role?: 'alert' | 'status';
}

const icons = {
  plain: <IconInfoCircle size={17} stroke={1.75} />,
  accent: <IconInfoCircle size={17} stroke={1.75} />,
  ok: <IconCircleCheck size={17} stroke={1.75} />,
  warn: <IconAlertTriangle size={17} stroke={1.75} />,
  bad: <IconAlertCircle size={17} stroke={1.75} />,
};

/** Something to know at the place where it matters: what happened, why, what to press. */
export function Notice({ tone = 'plain', title, children, icon, actions, details, more, role }: NoticeProps) {
  return (
    <div className={classNames(classes.notice, tone !== 'plain' && classes[tone])} role={role}>
      <span className={classes.icon} aria-hidden>
        {icon ?? icons[tone]}
      </span>
      <div className={classes.body}>
        {title && <div className={classes.title}>{title}</div>}
        {children && <div className={title ? classes.text : undefined}>{children}</div>}
        {actions && <div className={classes.actions}>{actions}</div>}
        {details && details.length > 0 && (
          <details className={classes.details}>
            <summary>{text('common.details')}</summary>
            <dl>
              {details.map(([name, value]) => (
                <Pair key={name} name={name} value={value} />
              ))}
            </dl>
            <CopyButton
              value={details.map(([name, value]) => `${name}: ${value}`).join('\n')}
              label={text('common.copyDetails')}
            >
              {text('common.copyDetails')}
            </CopyButton>
          </details>
        )}
        {more && <div className={classes.more}>{more}</div>}
      </div>
    </div>
  );
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
