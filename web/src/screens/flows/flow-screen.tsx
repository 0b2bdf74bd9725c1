import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { flowQuery } from '../../api/flows.ts';
import { ConnectionTroubleNotice, useTroubled } from '../../components/connection-trouble.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { text } from '../../texts/text.ts';
import { ExportPanel } from '../exports/export-panel.tsx';
import { ImportPanel } from '../imports/import-panel.tsx';
import { useChangeFlow, useStartRun } from './flow-actions.ts';
import { FlowCanvas } from './flow-canvas.tsx';
import { FlowConsole } from './flow-console.tsx';
import { FlowHead } from './flow-head.tsx';
import { partsOf } from './flow-parts.ts';
import classes from './flow-screen.module.css';
import { FlowSettings } from './flow-settings.tsx';
import { flowRoute } from './route.ts';
import { useStock } from './stock.ts';

/** One flow: what it is made of, how it went, and the button that runs it. A card opens its panel over the page. */
export function FlowScreen() {
  const { id } = flowRoute.useParams();
  const { step } = flowRoute.useSearch();
  const navigate = useNavigate({ from: '/flows/$id' });
  const query = useSuspenseQuery(flowQuery(id));
  const flow = query.data;
  const stock = useStock();
  const parts = partsOf(flow, stock);
  const troubled = useTroubled([parts.sourceConnection, parts.targetConnection]);
  const change = useChangeFlow(flow);
  const run = useStartRun(id);
  const open = (next: typeof step) => void navigate({ to: '.', search: (old) => ({ ...old, step: next }) });
  const close = () => open(undefined);
  return (
    <div className={classes.page}>
      <FlowHead flow={flow} change={change} run={run} onSettings={() => open('settings')} />
      <div className={classes.notices}>
        <StaleNotice query={query} />
        {troubled.map((connection) => (
          <ConnectionTroubleNotice key={connection.id} connection={connection} />
        ))}
        {run.error && <ProblemNotice title={text('flow.runFailed')} error={run.error} />}
        {change.error && <ProblemNotice title={text('flow.changeFailed', { name: flow.name })} error={change.error} />}
      </div>
      <FlowCanvas flow={flow} parts={parts} chosen={step} onOpen={open} />
      <FlowConsole flow={flow} parts={parts} />
      {step === 'export' && parts.source && (
        <ExportPanel key={parts.source.id} exported={parts.source} onClose={close} onSaved={close} />
      )}
      {step === 'import' && parts.target && (
        <ImportPanel
          key={parts.target.id}
          stored={parts.target}
          sampleExportId={parts.source?.id}
          onClose={close}
          onSaved={close}
        />
      )}
      {step === 'settings' && <FlowSettings flow={flow} onClose={close} />}
    </div>
  );
}
