import { Button } from '@mantine/core';
import { Notice } from '../../../components/notice.tsx';
import { text } from '../../../texts/text.ts';
import type { FieldsProps } from '../fields.tsx';
import type { HttpDraft, HttpKey } from './http-draft.ts';
import { namesOf } from './http-rows.ts';

/** What differs from the connector, and the way back. */
export function DiffersNotice({ form, changed }: Pick<FieldsProps, 'form'> & { changed: HttpDraft }) {
  const keys = Object.keys(changed) as HttpKey[];
  if (keys.length === 0) return null;
  return (
    <Notice
      tone="accent"
      title={text('http.differ', { n: keys.length })}
      actions={
        <Button size="xs" variant="default" onClick={() => form.setFieldValue('http', {})}>
          {text('http.resetAll', { n: keys.length })}
        </Button>
      }
    >
      {text('http.differ.text', { n: keys.length, names: namesOf(keys) })}
    </Notice>
  );
}
