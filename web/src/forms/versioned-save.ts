import type { UseFormReturnType } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { type FormEventHandler, useState } from 'react';
import { type LeaveGuard, useLeaveGuard } from '../components/leave-guard.tsx';
import { isConflict } from './refusals.ts';

interface VersionedSaveOptions<Stored, Values extends object> {
  form: UseFormReturnType<Values>;
  /** Version that the form was filled from; undefined for a new thing. */
  version: number | undefined;
  /** Changes what is stored on this version, or makes a new thing without one. */
  send: (values: Values, version: number | undefined) => Promise<Stored>;
  /** Reads what is stored now, past any cache. */
  readAgain: () => Promise<Stored | undefined>;
  /** Brings lists and pages up to what was saved, before the form lets go. */
  refresh: (saved: Stored) => Promise<unknown>;
  onSaved: (saved: Stored) => void;
  valuesOf: (stored: Stored) => Values;
  /** Names of the fields in which the form and what is stored differ. */
  differing: (mine: Values, theirs: Values) => string[];
  /** The message of a refusal at the field it is about; empty when it is about none. */
  refusedField: (error: unknown) => Record<string, string>;
}

/** Somebody else stored the same thing meanwhile: what they changed, and the two ways on. */
export interface Conflict {
  error: Error;
  differing: readonly string[];
  onLoadTheirs: () => void;
  onKeepMine: () => void;
}

export interface VersionedSave {
  /** The form's `onSubmit`. */
  submit: FormEventHandler<HTMLFormElement>;
  /** How often saving was tried with fields that are not in order. */
  submits: number;
  isSaving: boolean;
  conflict: Conflict | undefined;
  /** A refusal that is about no field of the form. */
  refusal: Error | undefined;
  guard: LeaveGuard;
}

/**
 * Saves a form on the version it was filled from, so that nobody's change is written over unseen, and asks before
 * anything that was typed is lost.
 */
export function useVersionedSave<Stored extends { version: number }, Values extends object>(
  options: VersionedSaveOptions<Stored, Values>,
): VersionedSave {
  const { form, valuesOf, refusedField } = options;
  const [version, setVersion] = useState(options.version);
  const [theirs, setTheirs] = useState<Stored>();
  const [submits, setSubmits] = useState(0);
  const guard = useLeaveGuard(form.isDirty(), 'nowhere');
  const save = useMutation({
    mutationFn: ({ values, on }: { values: Values; on: number | undefined }) => options.send(values, on),
    onSuccess: async (saved) => {
      await options.refresh(saved);
      guard.leaveFreely();
      options.onSaved(saved);
    },
    onError: async (error) => {
      form.setErrors(refusedField(error));
      if (isConflict(error)) setTheirs(await options.readAgain());
    },
  });
  const conflictWith = (stored: Stored, error: Error): Conflict => ({
    error,
    differing: options.differing(form.values, valuesOf(stored)),
    onLoadTheirs: () => {
      form.setInitialValues(valuesOf(stored));
      form.setValues(valuesOf(stored));
      setVersion(stored.version);
      save.reset();
    },
    onKeepMine: () => {
      setVersion(stored.version);
      save.mutate({ values: form.getValues(), on: stored.version });
    },
  });
  const conflict = theirs && isConflict(save.error) ? conflictWith(theirs, save.error) : undefined;
  const isElsewhere = save.error && !conflict && Object.keys(refusedField(save.error)).length === 0;
  return {
    submit: form.onSubmit(
      (values) => save.mutate({ values, on: version }),
      () => setSubmits((n) => n + 1),
    ),
    submits,
    isSaving: save.isPending,
    conflict,
    refusal: isElsewhere ? save.error : undefined,
    guard,
  };
}
