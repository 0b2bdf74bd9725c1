import { TextInput, type TextInputProps } from '@mantine/core';
import { text } from '../texts/text.ts';
import classes from './name-field.module.css';

/** Most characters of a name: the server's own limit. */
const longest = 100;

/** The name of a thing, with a count of its characters. */
export function NameField({ value, ...props }: TextInputProps & { value?: string }) {
  const length = value?.length ?? 0;
  return (
    <TextInput
      required
      maxLength={longest}
      value={value ?? ''}
      rightSectionWidth={64}
      rightSection={
        <span className={classes.count} aria-hidden>
          {text('form.length', { n: length, max: longest })}
        </span>
      }
      {...props}
    />
  );
}
