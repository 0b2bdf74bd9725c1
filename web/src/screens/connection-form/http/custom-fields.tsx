import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs';
import type { StoredSecret } from '../../../../../src/rest.ts';
import { text } from '../../../texts/text.ts';
import classes from './custom-fields.module.css';
import type { CustomField } from './http-draft.ts';

interface CustomFieldsProps {
  id: string;
  value: readonly CustomField[];
  /** The encrypted ones that are stored. */
  stored: Record<string, StoredSecret> | undefined;
  onChange: (rows: CustomField[]) => void;
  onBlur: () => void;
}

/** An encrypted one is what most people come for. */
export const emptyField: CustomField = { name: '', value: '', isSecret: true };

/** Values of one's own, plain or encrypted; a stored secret is named and not shown. */
export function CustomFields({ id, value, stored, onChange, onBlur }: CustomFieldsProps) {
  const rows = (value.length > 0 ? value : [emptyField]).map((row, i) => ({ ...row, n: i + 1 }));
  const plain = (list: typeof rows): CustomField[] => list.map(({ n: _, ...row }) => row);
  const set = (n: number, part: Partial<CustomField>) =>
    onChange(plain(rows.map((row) => (row.n === n ? { ...row, ...part } : row))));
  return (
    <div className={classes.rows}>
      {rows.map((row) => {
        const { n } = row;
        const kept = row.isSecret && row.value === null ? stored?.[row.name] : undefined;
        return (
          <div key={n} className={classes.row}>
            <TextInput
              {...(n === 1 ? { id } : {})}
              className={classes.mono}
              aria-label={text('namedValues.field.name', { n })}
              placeholder={text('namedValues.name')}
              maxLength={100}
              spellCheck={false}
              autoComplete="off"
              readOnly={kept !== undefined}
              onBlur={onBlur}
              value={row.name}
              onChange={(event) => set(n, { name: event.currentTarget.value })}
            />
            <TextInput
              className={classes.mono}
              type={row.isSecret ? 'password' : 'text'}
              aria-label={text('namedValues.field.value', { n })}
              placeholder={
                kept ? text('http.field.stored', { fingerprint: kept.fingerprint ?? '–' }) : text('namedValues.value')
              }
              maxLength={4000}
              spellCheck={false}
              autoComplete="off"
              onBlur={onBlur}
              value={row.value ?? ''}
              onChange={(event) => set(n, { value: event.currentTarget.value })}
            />
            <Checkbox
              className={classes.secret}
              label={text('http.field.secret')}
              aria-label={text('http.field.secret.name', { n })}
              disabled={kept !== undefined}
              checked={row.isSecret}
              onChange={(event) => set(n, { isSecret: event.currentTarget.checked })}
            />
            <ActionIcon
              aria-label={text('namedValues.field.remove', { n })}
              onClick={() => onChange(plain(rows.filter((other) => other.n !== n)))}
            >
              <IconX size={16} stroke={1.75} />
            </ActionIcon>
          </div>
        );
      })}
      <Button
        size="xs"
        variant="subtle"
        leftSection={<IconPlus size={14} stroke={1.9} />}
        onClick={() => onChange([...plain(rows), emptyField])}
      >
        {text('namedValues.field.add')}
      </Button>
    </div>
  );
}
