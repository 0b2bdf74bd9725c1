import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs';
import type { ReactNode } from 'react';
import classes from './disclosure.module.css';

interface DisclosureProps {
  icon: ReactNode;
  title: string;
  about?: string;
  /** Given together where the form opens it, too; else it opens and closes by itself. */
  open?: boolean;
  onToggle?: (isOpen: boolean) => void;
  children: ReactNode;
}

/** A line that opens to more: icon and title at the left, a word about what is inside at the right. */
export function Disclosure(props: DisclosureProps) {
  return (
    <details
      className={classes.disclosure}
      open={props.open}
      onToggle={(event) => props.onToggle?.(event.currentTarget.open)}
    >
      <summary>
        <span className={classes.icon} aria-hidden>
          {props.icon}
        </span>
        <span className={classes.title}>{props.title}</span>
        {props.about && <span className={classes.about}>{props.about}</span>}
        <IconChevronRight className={classes.arrow} size={16} stroke={1.9} aria-hidden />
      </summary>
      <div className={classes.body}>{props.children}</div>
    </details>
  );
}
