import { Button, SegmentedControl, Select } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs';
import IconWand from '@tabler/icons-react/dist/esm/icons/IconWand.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { exportsQuery } from '../../api/exports.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { text } from '../../texts/text.ts';
import { AutoMap } from './auto-map.tsx';
import type { ImportValues } from './import-values.ts';
import { MappingList } from './mapping-list.tsx';
import classes from './mapping-pane.module.css';
import { draftRows } from './mapping-rows.ts';
import { SampleStepper, ShowFailing } from './sample-stepper.tsx';
import type { Trial } from './trial.ts';
import { TypedList } from './typed-list.tsx';

interface MappingPaneProps {
  form: UseFormReturnType<ImportValues>;
  trial: Trial;
  sampleId: string | undefined;
  onSample: (exportId: string | undefined) => void;
  mayEdit: boolean;
}

/** Target, source or rule, and what it gives for one sample row. */
export function MappingPane({ form, trial, sampleId, onSample, mayEdit }: MappingPaneProps) {
  const exports = useSuspenseQuery(exportsQuery()).data.items;
  const [guessing, setGuessing] = useState(false);
  const { mode } = form.values;
  const setMode = (next: ImportValues['mode']) => {
    const known = trial.result?.mapping ?? [];
    if (next === 'fields' && form.values.rows.length === 0) form.setFieldValue('rows', draftRows(known));
    form.setFieldValue('mode', next);
    setGuessing(false);
  };
  const problem = form.errors.rows;
  return (
    <section className={classes.pane} aria-label={text('mapping.title')} id="import-rows" tabIndex={-1}>
      <div className={classes.tools}>
        <SegmentedControl
          aria-label={text('mapping.title')}
          disabled={!mayEdit}
          data={[
            { value: 'auto', label: text('mapping.auto') },
            { value: 'fields', label: text('mapping.fields') },
          ]}
          value={mode}
          onChange={(next) => setMode(next as ImportValues['mode'])}
        />
        {mode === 'fields' && mayEdit && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconWand size={15} stroke={1.75} />}
            aria-expanded={guessing}
            onClick={() => setGuessing(!guessing)}
          >
            {text('mapping.autoMap')}
          </Button>
        )}
        <ShowFailing trial={trial} />
        <span className={classes.space} />
        {mayEdit && (
          <Select
            className={classes.sample}
            aria-label={text('mapping.sample')}
            placeholder={text('mapping.sample.choose')}
            clearable
            searchable
            size="xs"
            data={exports.map(({ id, name }) => ({ value: id, label: name }))}
            value={sampleId ?? null}
            onChange={(id) => onSample(id ?? undefined)}
          />
        )}
        <SampleStepper trial={trial} />
      </div>
      {problem && (
        <p className={classes.problem} role="alert">
          <IconAlertTriangle size={15} stroke={2} aria-hidden />
          {problem}
        </p>
      )}
      {trial.error && (
        <div className={classes.notice}>
          <ProblemNotice title={text('mapping.sample.failed')} error={trial.error} onRetry={trial.retry} />
        </div>
      )}
      {trial.resultError && (
        <div className={classes.notice}>
          <ProblemNotice title={text('mapping.trial.failed')} error={trial.resultError} />
        </div>
      )}
      {guessing && (
        <AutoMap
          trial={trial}
          rows={form.values.rows}
          onAdd={(rows) => {
            form.setFieldValue('rows', [...form.values.rows, ...rows]);
            setGuessing(false);
          }}
          onClose={() => setGuessing(false)}
        />
      )}
      {mode === 'auto' ? (
        <AutoMode trial={trial} hasSample={sampleId !== undefined} />
      ) : (
        <MappingList form={form} trial={trial} mayEdit={mayEdit} />
      )}
    </section>
  );
}

function AutoMode({ trial, hasSample }: { trial: Trial; hasSample: boolean }) {
  if (hasSample && (trial.isReading || trial.records.length > 0)) return <TypedList trial={trial} />;
  return <EmptyState title={text('mapping.auto.title')}>{text('mapping.auto.text')}</EmptyState>;
}
