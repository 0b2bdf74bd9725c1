import { Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { scheduleQuery } from '../../api/flows.ts';
import { language, text } from '../../texts/text.ts';
import classes from './flow-fields.module.css';
import { scheduleWords } from './schedule-words.ts';

const presets = ['*/15 * * * *', '0 * * * *', '0 6 * * *', '0 6 * * 1-5', '0 6 * * 1', '0 6 1 * *'];
const zones = Intl.supportedValuesOf('timeZone');
const restMs = 400;

interface ScheduleFieldProps {
  schedule: string;
  timezone: string;
  /** What the server said against it. */
  error: string | undefined;
  disabled: boolean;
  onChange: (part: { schedule?: string; timezone?: string }) => void;
}

/** When a flow runs: a usual time, or five fields of one's own; in words, with the next times it would be due. */
export function ScheduleField({ schedule, timezone, error, disabled, onChange }: ScheduleFieldProps) {
  const [isCustom, setCustom] = useState(schedule !== '' && !presets.includes(schedule));
  const [tried] = useDebouncedValue(schedule.trim(), restMs);
  const next = useQuery({ ...scheduleQuery(tried, timezone), enabled: tried !== '' });
  const choose = (choice: string | null) => {
    setCustom(choice === 'custom');
    if (choice !== 'custom') onChange({ schedule: choice ?? '' });
    else if (schedule === '') onChange({ schedule: '5 * * * *' });
  };
  const words = scheduleWords(schedule);
  const refused = error ?? (tried === schedule.trim() ? next.error?.message : undefined);
  return (
    <>
      <div className={classes.pair}>
        <Select
          id="flow-schedule"
          label={text('flow.field.schedule')}
          description={text('flow.schedule.help')}
          allowDeselect={false}
          disabled={disabled}
          data={[
            { value: '', label: text('flow.schedule.none') },
            ...presets.map((value) => ({ value, label: scheduleWords(value) ?? value })),
            { value: 'custom', label: text('flow.schedule.custom') },
          ]}
          value={isCustom ? 'custom' : schedule}
          onChange={choose}
        />
        {schedule !== '' && (
          <Select
            id="flow-timezone"
            label={text('flow.field.timezone')}
            description={text('flow.timezone.help')}
            searchable
            allowDeselect={false}
            disabled={disabled}
            limit={100}
            data={zones.includes(timezone) ? zones : [timezone, ...zones]}
            value={timezone}
            onChange={(zone) => zone && onChange({ timezone: zone })}
          />
        )}
      </div>
      {isCustom && (
        <TextInput
          id="flow-cron"
          label={text('flow.field.cron')}
          description={text('flow.cron.help')}
          classNames={{ input: classes.cron ?? '' }}
          spellCheck={false}
          disabled={disabled}
          value={schedule}
          onChange={(event) => onChange({ schedule: event.currentTarget.value })}
        />
      )}
      {refused && (
        <p className={classes.error} role="alert">
          {refused}
        </p>
      )}
      {!refused && schedule !== '' && next.data && (
        <p className={classes.next} role="status">
          {words && <b>{words}. </b>}
          {text('flow.schedule.next', { times: next.data.next.map((at) => momentIn(timezone, at)).join('; ') })}
        </p>
      )}
    </>
  );
}

/** A moment in the flow's own zone, e.g. "Wed 25 Nov, 06:00". */
function momentIn(timeZone: string, at: string): string {
  return new Intl.DateTimeFormat(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(new Date(at));
}
