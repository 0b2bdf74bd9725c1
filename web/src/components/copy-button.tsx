import { ActionIcon, Button, Tooltip } from '@mantine/core';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconCopy from '@tabler/icons-react/dist/esm/icons/IconCopy.mjs';
import { type ReactNode, useEffect, useState } from 'react';
import { text } from '../texts/text.ts';
import { announce } from './announcer.tsx';
import classes from './copy-button.module.css';

const copiedMs = 2_000;

interface CopyProps {
  /** Exactly these characters are copied. */
  value: string;
  /** Accessible name: what is copied. */
  label: string;
  /** Called when the browser refuses the clipboard, so that the text can be selected instead. */
  onRefused?: () => void;
}

function useCopy({ value, onRefused }: Omit<CopyProps, 'label'>): { copied: boolean; copy: () => void } {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), copiedMs);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      announce(text('common.copied'));
    } catch {
      onRefused?.();
      announce(text('common.copyRefused'));
    }
  };
  return { copied, copy: () => void copy() };
}

/** Copies a text; says "Copied" for two seconds. */
export function CopyButton({ children, ...props }: CopyProps & { children?: ReactNode }) {
  const { copied, copy } = useCopy(props);
  return (
    <Button
      size="xs"
      variant="default"
      className={copied ? classes.copied : undefined}
      leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      aria-label={copied ? text('common.copied') : props.label}
      onClick={copy}
    >
      {copied ? text('common.copied') : (children ?? text('common.copy'))}
    </Button>
  );
}

/** The same as an icon, for rows of a table. */
export function CopyIcon(props: CopyProps) {
  const { copied, copy } = useCopy(props);
  return (
    <Tooltip label={copied ? text('common.copied') : text('common.copy')}>
      <ActionIcon size={28} aria-label={props.label} onClick={copy}>
        {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
      </ActionIcon>
    </Tooltip>
  );
}
