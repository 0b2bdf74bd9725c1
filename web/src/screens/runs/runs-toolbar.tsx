import { SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { flowsQuery } from '../../api/flows.ts';
import { text } from '../../texts/text.ts';
import { type RunFilterName, runFilters } from './route.ts';
import classes from './runs-screen.module.css';

interface RunsToolbarProps {
  show: RunFilterName;
  flow: string | undefined;
  onChange: (search: { show?: RunFilterName | undefined; flow?: string | undefined }) => void;
}

/** Filters over the list of runs, by status and by flow. */
export function RunsToolbar({ show, flow, onChange }: RunsToolbarProps) {
  const { data } = useQuery({ ...flowsQuery(), throwOnError: false });
  return (
    <div className={classes.toolbar}>
      <Select
        className={classes.flow}
        aria-label={text('runs.flow')}
        placeholder={text('runs.flow.all')}
        data={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={flow ?? null}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': text('runs.flow.all') }}
        onChange={(value) => onChange({ flow: value ?? undefined })}
      />
      <div className={classes.filters}>
        <SegmentedControl
          aria-label={text('runs.filter')}
          data={runFilters.map((value) => ({ value, label: text(`runs.filter.${value}`) }))}
          value={show}
          onChange={(value) => onChange({ show: value === 'all' ? undefined : (value as RunFilterName) })}
        />
      </div>
    </div>
  );
}
