import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import classes from './text-link.module.css';

/** A button that reads as a link inside a sentence: it does something here instead of going somewhere. */
export function TextButton(props: ComponentProps<'button'>) {
  return <button type="button" {...props} className={classNames(classes.link, props.className)} />;
}

function Anchor(props: ComponentProps<'a'>) {
  return <a {...props} className={classNames(classes.link, props.className)} />;
}

/** A link inside a sentence to another screen. */
export const TextLink = createLink(Anchor);
/** A link out of the app. */
export function OuterLink(props: ComponentProps<'a'>) {
  return <Anchor target="_blank" rel="noreferrer" {...props} />;
}
