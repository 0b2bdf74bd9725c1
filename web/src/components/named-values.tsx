import { ActionIcon, Button, TextInput } from '@mantine/core';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs';
import { text } from '../texts/text.ts';
import classes from './named-values.module.css';

export interface NamedValue {
  name: string;
  value: string;
}

interface NamedValuesProps {
  /** Of the first name. */
  id: string;
  /** What a line is: a header, a parameter, a field. */
  of: 'header' | 'parameter' | 'field';
  value: readonly NamedValue[];
  onChange: (rows: NamedValue[]) => void;
  onBlur?: () => void;
}

const empty: NamedValue = { name: '', value: '' };

/** Names with values under each other. There is always a line to type into; a line left empty counts for nothing. */
export function NamedValues({ id, of, value, onChange, onBlur }: NamedValuesProps) {
  const rows = (value.length > 0 ? value : [empty]).map((row, i) => ({ ...row, n: i + 1 }));
  const plain = (list: typeof rows) => list.map(({ name, value: own }) => ({ name, value: own }));
  const set = (n: number, part: Partial<NamedValue>) =>
    onChange(plain(rows.map((row) => (row.n === n ? { ...row, ...part } : row))));
  return (
    <div className={classes.rows}>
      {rows.map(({ n, ...row }) => (
        <div key={n} className={classes.row}>
          <TextInput
            {...(n === 1 ? { id } : {})}
            className={classes.mono}
            aria-label={text(`namedValues.${of}.name`, { n })}
            placeholder={text('namedValues.name')}
            maxLength={200}
            spellCheck={false}
            autoComplete="off"
            onBlur={onBlur}
            value={row.name}
            onChange={(event) => set(n, { name: event.currentTarget.value })}
          />
          <TextInput
            className={classes.mono}
            aria-label={text(`namedValues.${of}.value`, { n })}
            placeholder={text('namedValues.value')}
            maxLength={4000}
            spellCheck={false}
            autoComplete="off"
            onBlur={onBlur}
            value={row.value}
            onChange={(event) => set(n, { value: event.currentTarget.value })}
          />
          <ActionIcon
            aria-label={text(`namedValues.${of}.remove`, { n })}
            onClick={() => onChange(plain(rows.filter((other) => other.n !== n)))}
          >
            <IconX size={16} stroke={1.75} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="xs"
        variant="subtle"
        leftSection={<IconPlus size={14} stroke={1.9} />}
        onClick={() => onChange([...plain(rows), empty])}
      >
        {text(`namedValues.${of}.add`)}
      </Button>
    </div>
  );
}
