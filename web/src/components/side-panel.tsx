import { ActionIcon, Drawer } from '@mantine/core';
import IconArrowLeft from '@tabler/icons-react/dist/esm/icons/IconArrowLeft.mjs';
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs';
import { type FormEventHandler, type ReactNode, useEffect, useState } from 'react';
import { text } from '../texts/text.ts';
import classes from './side-panel.module.css';

interface SidePanelProps {
  title: ReactNode;
  subtitle?: ReactNode;
  tile?: ReactNode;
  /** At the right of the head, before the close button. */
  aside?: ReactNode;
  /** 640 for a form, 480 for one on top of it, 940 for the scopes. */
  size: number;
  onClose: () => void;
  /** Shown as an arrow before the title when this panel lies on another one. */
  onBack?: () => void;
  /** True while another panel lies on this one: that one holds the focus and listens to Esc. */
  covered?: boolean;
  /** Actions at the left, Cancel or a summary at the right; stays while the content scrolls. */
  footer?: ReactNode;
  /** Makes head, content and footer one form. */
  onSubmit?: FormEventHandler<HTMLFormElement>;
  /** Content fills the height and scrolls by itself. */
  filled?: boolean;
  children: ReactNode;
}

/** A panel over the right side of the screen. Focus goes in, stays in, and goes back to what opened it. */
export function SidePanel(props: SidePanelProps) {
  useFocusBack();
  const inside = (
    <>
      <header className={classes.head}>
        {props.onBack && (
          <ActionIcon aria-label={text('common.back')} onClick={props.onBack}>
            <IconArrowLeft size={18} stroke={1.75} />
          </ActionIcon>
        )}
        {props.tile}
        <div className={classes.titles}>
          <Drawer.Title>{props.title}</Drawer.Title>
          {props.subtitle && <p>{props.subtitle}</p>}
        </div>
        {props.aside}
        <ActionIcon aria-label={text('common.close')} onClick={props.onClose}>
          <IconX size={18} stroke={1.75} />
        </ActionIcon>
      </header>
      <div className={props.filled ? classes.filled : classes.scroll}>{props.children}</div>
      {props.footer && <footer className={classes.foot}>{props.footer}</footer>}
    </>
  );
  return (
    <Drawer.Root
      opened
      onClose={props.onClose}
      size={props.size}
      position="right"
      padding={0}
      shadow="xl"
      transitionProps={{ duration: 160 }}
      closeOnEscape={!props.covered}
      zIndex={props.onBack ? 210 : 200}
    >
      <Drawer.Overlay backgroundOpacity={1} color={props.onBack ? 'var(--cf-scrim-2)' : 'var(--cf-scrim)'} />
      <Drawer.Content classNames={{ content: classes.content ?? '' }} aria-hidden={props.covered || undefined}>
        {props.onSubmit ? (
          <form className={classes.body} noValidate onSubmit={props.onSubmit}>
            {inside}
          </form>
        ) : (
          <div className={classes.body}>{inside}</div>
        )}
      </Drawer.Content>
    </Drawer.Root>
  );
}

/** Gives the focus back to what had it when the panel came, unless something else took it meanwhile. */
function useFocusBack(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // After the panel has left the page: while it is there, it keeps the focus inside.
      setTimeout(() => {
        if (document.activeElement !== document.body || !(opener instanceof HTMLElement)) return;
        opener.focus({ preventScroll: true });
      });
    },
    [opener],
  );
}

/** Pushes what follows to the right end of a footer. */
export function FooterSpace() {
  return <span style={{ flex: 1 }} />;
}
