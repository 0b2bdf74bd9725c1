import { ErrorSummary } from '../components/error-summary.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { ReadOnlyNotice } from '../components/read-only-notice.tsx';
import { RequiredLegend } from '../components/required-legend.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import { summaryOf } from './refusals.ts';
import type { VersionedSave } from './versioned-save.ts';

interface SaveNoticesProps {
  /** Ids of the form's controls are `<prefix>-<field>`. */
  prefix: string;
  errors: Readonly<Record<string, unknown>>;
  /** Says that it was not saved, over the reason. */
  notSaved: string;
  save: Pick<VersionedSave, 'submits' | 'conflict' | 'refusal'>;
}

/** What stands above the fields: who may only look, why it could not be saved, and what to put right. */
export function SaveNotices({ prefix, errors, notSaved, save: { submits, conflict, refusal } }: SaveNoticesProps) {
  return (
    <>
      <ReadOnlyNotice />
      {conflict && <ConflictNotice {...conflict} />}
      {refusal && <ProblemNotice title={notSaved} error={refusal} />}
      <RequiredLegend />
      <ErrorSummary errors={summaryOf(prefix, errors)} submitCount={submits} />
    </>
  );
}
