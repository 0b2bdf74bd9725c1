import type { FormErrors } from '@mantine/form';

/** Longer than a click takes from press to release. */
const clickMs = 250;

interface Leavable {
  isDirty: (field: never) => boolean;
  validateField: (field: never) => FormErrors | unknown;
}

/**
 * Option `enhanceGetInputProps` of a form: checks a field once it was left with something changed. Only after the click
 * that took the focus has landed: a message that moves the page under the pointer would make it miss.
 */
export function checkAfterLeaving({ field, form }: { field: unknown; form: Leavable }): { onBlur: () => void } {
  return {
    onBlur: () => {
      setTimeout(() => {
        if (form.isDirty(field as never)) form.validateField(field as never);
      }, clickMs);
    },
  };
}
