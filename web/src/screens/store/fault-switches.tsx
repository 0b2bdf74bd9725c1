import { SegmentedControl, Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { addFault, type Fault, type FaultKind, faultsQuery, removeFault } from '../../api/stores.ts';
import { announce } from '../../components/announcer.tsx';
import { Card } from '../../components/card.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { ReadOnlyNotice } from '../../components/read-only-notice.tsx';
import { type TextKey, text } from '../../texts/text.ts';
import { type FaultChoice, faultOrder, faultScopes, faultSwitches, faultTimes, faultWord } from './fault-words.ts';
import classes from './store-screen.module.css';

interface FaultSwitchesProps {
  storeId: string;
  faults: readonly Fault[];
}

/** A switch for each common trouble; it is on while a fault of its kind waits to be met. */
export function FaultSwitches({ storeId, faults }: FaultSwitchesProps) {
  const mayEdit = useMayEdit();
  const queries = useQueryClient();
  const [choice, setChoice] = useState<FaultChoice>({ times: '1', scope: 'all', storeId });
  const activeOf = (kind: FaultKind) => faults.filter((fault) => fault.kind === kind && !fault.isOver);
  const turn = useMutation({
    mutationFn: async (kind: FaultKind) => {
      const active = activeOf(kind);
      if (active.length === 0) await addFault(faultOrder(kind, choice));
      else await Promise.all(active.map(({ id }) => removeFault(id)));
      return { kind, isOn: active.length === 0 };
    },
    onSuccess: ({ kind, isOn }) =>
      announce(text(isOn ? 'store.faults.on' : 'store.faults.off', { kind: faultWord(kind) })),
    onSettled: () => queries.invalidateQueries({ queryKey: faultsQuery(storeId).queryKey }),
  });
  return (
    <Card title={text('store.faults.title')} aside={text('store.faults.sub')} flush>
      <div className={classes.choices}>
        <Choice
          label="store.faults.times"
          options={faultTimes.map((value) => ({ value, label: text(`store.faults.times.${value}`) }))}
          value={choice.times}
          onChange={(times) => setChoice({ ...choice, times })}
        />
        <Choice
          label="store.faults.scope"
          options={faultScopes.map((value) => ({ value, label: text(`store.faults.scope.${value}`) }))}
          value={choice.scope}
          onChange={(scope) => setChoice({ ...choice, scope })}
        />
        <Choice
          label="store.faults.where"
          options={(['store', 'all'] as const).map((value) => ({ value, label: text(`store.faults.where.${value}`) }))}
          value={choice.storeId === null ? 'all' : 'store'}
          onChange={(where) => setChoice({ ...choice, storeId: where === 'all' ? null : storeId })}
        />
        <p className={classes.note}>{text('store.faults.note')}</p>
      </div>
      {(turn.error || !mayEdit) && (
        <div className={classes.inset}>
          <ReadOnlyNotice />
          {turn.error && <ProblemNotice title={text('store.faults.failed')} error={turn.error} />}
        </div>
      )}
      <ul className={classes.rows}>
        {faultSwitches.map((kind) => (
          <li key={kind}>
            <Switch
              classNames={{ root: classes.switch ?? '', label: classes.switchLabel ?? '' }}
              label={faultWord(kind)}
              description={text(`store.faults.kind.${kind}.help`)}
              styles={{ description: { marginBottom: 0 } }}
              labelPosition="left"
              checked={activeOf(kind).length > 0}
              disabled={!mayEdit || turn.isPending}
              onChange={() => turn.mutate(kind)}
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface ChoiceProps<T extends string> {
  label: TextKey;
  options: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
}

function Choice<T extends string>({ label, options, value, onChange }: ChoiceProps<T>) {
  const id = useId();
  return (
    <div className={classes.choice}>
      <span id={id} className={classes.label}>
        {text(label)}
      </span>
      <SegmentedControl
        aria-labelledby={id}
        data={[...options]}
        value={value}
        onChange={(next) => onChange(next as T)}
      />
    </div>
  );
}
