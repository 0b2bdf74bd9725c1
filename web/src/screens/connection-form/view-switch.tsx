import { Button, SegmentedControl } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Confirm } from '../../components/confirm.tsx';
import { text } from '../../texts/text.ts';
import type { FieldsProps } from './fields.tsx';
import type { HttpKey } from './http/http-draft.ts';
import { differing, type HttpWhole, namesOf } from './http/http-rows.ts';
import { speaksHttp } from './type-fields.ts';

export type FormView = 'simple' | 'http';

interface ViewSwitchProps extends Pick<FieldsProps, 'form'> {
  /** As the address says. */
  view: FormView;
  onView: (view: FormView) => void;
  whole: HttpWhole | undefined;
}

export interface ViewSwitch {
  /** The view that is shown: some API types have only one. */
  view: FormView;
  /** At the head of the panel; nothing where there is only one view. */
  control: ReactNode;
  /** What is asked before overrides get out of sight; part of what the form renders. */
  question: ReactNode;
  asking: boolean;
}

/** Simple or HTTP: two views of one draft. Overrides are named before Simple hides them. */
export function useViewSwitch({ form, view: wanted, onView, whole }: ViewSwitchProps): ViewSwitch {
  const [isAsking, setAsking] = useState(false);
  const { apiType, http } = form.values;
  if (apiType === 'http') return { view: 'http', control: null, question: null, asking: false };
  if (!speaksHttp(apiType)) return { view: 'simple', control: null, question: null, asking: false };
  const keys = Object.keys(differing(http, whole)) as HttpKey[];
  const go = (view: FormView) => {
    setAsking(false);
    onView(view);
  };
  const resetAll = () => {
    form.setFieldValue('http', {});
    go('simple');
  };
  return {
    view: wanted,
    control: (
      <SegmentedControl
        aria-label={text('http.view')}
        data={(['simple', 'http'] as const).map((value) => ({ value, label: text(`http.view.${value}`) }))}
        value={wanted}
        onChange={(next) => (next === 'simple' && keys.length > 0 ? setAsking(true) : go(next as FormView))}
      />
    ),
    question: isAsking && (
      <Confirm
        title={text('http.differ', { n: keys.length })}
        action={text('http.goToSimple')}
        keep={text('http.stay')}
        other={
          <Button variant="default" onClick={resetAll}>
            {text('http.resetAll', { n: keys.length })}
          </Button>
        }
        onConfirm={() => go('simple')}
        onCancel={() => setAsking(false)}
      >
        {text('http.differ.text', { n: keys.length, names: namesOf(keys) })}
      </Confirm>
    ),
    asking: isAsking,
  };
}
