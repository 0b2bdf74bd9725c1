import { Select, type SelectProps } from '@mantine/core';

interface PickFieldProps extends Omit<SelectProps, 'data'> {
  items: readonly { id: string; name: string }[];
}

/** Chooses one of the stored things by its name; the value is its id. */
export function PickField({ items, ...props }: PickFieldProps) {
  return <Select required searchable data={items.map(({ id, name }) => ({ value: id, label: name }))} {...props} />;
}
