import { ApiProblem } from '../../api/client.ts';
import type { Flow, FlowWrite } from '../../api/flows.ts';
import { timeZone } from '../../components/times.ts';
import { text } from '../../texts/text.ts';

/** What the form holds. An empty schedule means that the flow runs by hand only. */
export interface FlowValues {
  name: string;
  exportId: string | null;
  importId: string | null;
  onError: 'proceed' | 'pause';
  schedule: string;
  timezone: string;
}

export function valuesOf(flow: Flow): FlowValues {
  const { name, sources, steps, schedule, timezone } = flow;
  return {
    name,
    exportId: sources[0]?.exportId ?? null,
    importId: steps[0]?.importId ?? null,
    onError: steps[0]?.onError ?? 'proceed',
    schedule: schedule ?? '',
    timezone,
  };
}

export const newFlow = (start: { exportId?: string | undefined; importId?: string | undefined }): FlowValues => ({
  name: '',
  exportId: start.exportId ?? null,
  importId: start.importId ?? null,
  onError: 'proceed',
  schedule: '',
  timezone: timeZone(),
});

/** What is sent to the server for it. */
export function writeOf({ name, exportId, importId, onError, schedule, timezone }: FlowValues): FlowWrite {
  return {
    name,
    sources: [{ exportId: exportId ?? '' }],
    steps: [{ type: 'import', importId: importId ?? '', onError }],
    schedule: schedule.trim() || null,
    timezone,
  };
}

export function flowErrors({ name, exportId, importId }: FlowValues): Record<string, string> {
  return {
    ...(name.trim() === '' ? { name: text('flow.name.missing') } : {}),
    ...(exportId ? {} : { exportId: text('flow.export.missing') }),
    ...(importId ? {} : { importId: text('flow.import.missing') }),
  };
}

const fieldOfCode: Readonly<Record<string, keyof FlowValues>> = {
  schedule_invalid: 'schedule',
  timezone_invalid: 'timezone',
};

/** The message of a refusal at the field it is about; empty when it is about none. */
export function refusedField(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {};
  const field = fieldOfCode[error.code];
  return field ? { [field]: error.message } : {};
}

/** Names of the form's fields that differ from what is stored. */
export function differing(values: FlowValues, stored: FlowValues): string[] {
  const names: Record<keyof FlowValues, string> = {
    name: text('flow.field.name'),
    exportId: text('flow.field.export'),
    importId: text('flow.field.import'),
    onError: text('flow.field.onError'),
    schedule: text('flow.field.schedule'),
    timezone: text('flow.field.timezone'),
  };
  return (Object.keys(names) as (keyof FlowValues)[])
    .filter((field) => values[field] !== stored[field])
    .map((field) => names[field]);
}

/** A name for a flow of these two, while nobody has given one. */
export const proposedName = (source: string, target: string): string =>
  text('flow.name.proposed', { source, target }).slice(0, 100);
