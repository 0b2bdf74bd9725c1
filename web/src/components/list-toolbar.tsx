import { SegmentedControl, TextInput } from '@mantine/core';
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs';
import classes from './list-toolbar.module.css';

interface ListToolbarProps<T extends string> {
  search: string;
  /** Says what the search looks through: "Search name, account, type". */
  searchLabel: string;
  onSearch: (search: string) => void;
  filter?: T;
  filters?: readonly { value: T; label: string }[];
  filtersLabel?: string;
  onFilter?: (filter: T) => void;
  note?: string;
}

/** Search and filters over a list. Their state is the address's, so that it can be shared and gone back to. */
export function ListToolbar<T extends string>(props: ListToolbarProps<T>) {
  return (
    <div className={classes.toolbar}>
      <TextInput
        className={classes.search}
        type="search"
        aria-label={props.searchLabel}
        placeholder={props.searchLabel}
        leftSection={<IconSearch size={15} stroke={1.9} />}
        value={props.search}
        onChange={(event) => props.onSearch(event.currentTarget.value)}
      />
      {props.filters && (
        <div className={classes.filters}>
          <SegmentedControl
            aria-label={props.filtersLabel}
            data={props.filters.map(({ value, label }) => ({ value, label }))}
            value={props.filter ?? ''}
            onChange={(value) => props.onFilter?.(value as T)}
          />
        </div>
      )}
      {props.note && <span className={classes.note}>{props.note}</span>}
    </div>
  );
}
