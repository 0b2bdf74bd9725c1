import { type ReactNode, useRef } from 'react';
import { classNames } from './class-names.ts';
import { CopyButton } from './copy-button.tsx';
import classes from './copy-row.module.css';

/** A frame around rows that can be copied. */
export function CopyRows({ children }: { children: ReactNode }) {
  return <div className={classes.list}>{children}</div>;
}

interface CopyRowProps {
  label?: string | null;
  /** Shown letter by letter as it is copied. `breakBefore` is where a narrow panel may break it. */
  value: string;
  breakBefore?: string;
  /** Accessible name of the button. */
  copyLabel: string;
  mark?: ReactNode;
}

/** One value with a Copy button; without access to the clipboard the text is selected instead. */
export function CopyRow({ label, value, breakBefore, copyLabel, mark }: CopyRowProps) {
  const code = useRef<HTMLElement>(null);
  const breakAt = breakBefore ? value.indexOf(breakBefore) : -1;
  const select = () => {
    if (code.current) window.getSelection()?.selectAllChildren(code.current);
  };
  return (
    <div className={classNames(classes.row, label && classes.labelled)}>
      {label && <span className={classes.label}>{label}</span>}
      <code ref={code}>
        {breakAt > 0 ? value.slice(0, breakAt) : value}
        {breakAt > 0 && <wbr />}
        {breakAt > 0 && value.slice(breakAt)}
      </code>
      {mark}
      <CopyButton value={value} label={copyLabel} onRefused={select} />
    </div>
  );
}
