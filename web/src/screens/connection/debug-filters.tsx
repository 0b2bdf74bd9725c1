import { NativeSelect } from '@mantine/core';
import { ListToolbar } from '../../components/list-toolbar.tsx';
import { text } from '../../texts/text.ts';
import type { DebugSearch } from './debug-route.ts';
import classes from './debug-tab.module.css';
import { type DebugShow, debugMethods, debugShows } from './debug-words.ts';

interface DebugFiltersProps {
  q: string;
  show: DebugShow;
  method: DebugSearch['method'];
  onChange: (search: DebugSearch) => void;
}

/** By text, outcome and method. */
export function DebugFilters({ q, show, method, onChange }: DebugFiltersProps) {
  return (
    <div className={classes.filters}>
      <ListToolbar
        search={q}
        searchLabel={text('debug.search')}
        onSearch={(next) => onChange({ q: next || undefined })}
        filter={show}
        filters={debugShows.map((value) => ({ value, label: text(`debug.show.${value}`) }))}
        filtersLabel={text('debug.show')}
        onFilter={(next) => onChange({ show: next === 'all' ? undefined : next })}
      />
      <NativeSelect
        aria-label={text('debug.method')}
        value={method ?? ''}
        data={[{ value: '', label: text('debug.method.any') }, ...debugMethods]}
        onChange={({ currentTarget: { value } }) => onChange({ method: debugMethods.find((one) => one === value) })}
      />
    </div>
  );
}
