import { TextInput, type TextInputProps } from '@mantine/core';
import { text } from '../texts/text.ts';
import { addressTrouble } from './address-check.ts';
import { announce } from './announcer.tsx';
import { TextButton } from './text-link.tsx';

type AddressInputProps = Omit<TextInputProps, 'value' | 'onChange'> & {
  value: string;
  onChange: (address: string) => void;
};

/** A field for an address or host name: says at once when a pasted character only looks like a plain one, and mends it. */
export function AddressInput({ value, onChange, error, ...rest }: AddressInputProps) {
  const trouble = addressTrouble(value.trim());
  const fix = (suggestion: string) => {
    onChange(suggestion);
    announce(text('address.fixed', { address: suggestion }));
  };
  return (
    <TextInput
      spellCheck={false}
      autoCapitalize="none"
      autoComplete="off"
      {...rest}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={
        trouble ? (
          <>
            {trouble.message}{' '}
            {trouble.suggestion ? (
              <TextButton onClick={() => fix(trouble.suggestion ?? '')}>{text('address.fix')}</TextButton>
            ) : (
              text('address.retype')
            )}
          </>
        ) : (
          error
        )
      }
    />
  );
}
