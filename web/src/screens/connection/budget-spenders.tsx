import { VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ConnectionBudget } from '../../api/connections.ts';
import { Bar } from '../../components/bar.tsx';
import { language, text } from '../../texts/text.ts';
import classes from './budget-spenders.module.css';
import { type SpenderRow, spenderRows } from './spenders.ts';

const MOST_ROWS = 6;
const share = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });

/** Which flows spent the budget, and why they asked: their part of the last hour and of the last day. */
export function BudgetSpenders({ budget }: { budget: ConnectionBudget }) {
  const rows = spenderRows(budget.spenders);
  if (rows.length === 0) return <p className={classes.none}>{text('connection.budget.spenders.none')}</p>;
  const left = rows.length - MOST_ROWS;
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">
              <VisuallyHidden>{text('connection.budget.spender')}</VisuallyHidden>
            </th>
            <th scope="col">{text('connection.budget.hour')}</th>
            <th scope="col">{text('connection.budget.day')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <FlowName row={row} />
                <span className={classes.why}>{whyOf(row, budget.sharedWith.length > 0)}</span>
              </th>
              <PartCell part={row.hour} />
              <PartCell part={row.day} />
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && <p className={classes.none}>{text('connection.budget.more', { n: left })}</p>}
    </>
  );
}

function FlowName({ row: { flowId, flowName } }: { row: SpenderRow }) {
  if (flowId === null) return text('connection.budget.noFlow');
  if (flowName === null) return text('connection.budget.goneFlow');
  return (
    <Link to="/flows/$id" params={{ id: flowId }}>
      {flowName}
    </Link>
  );
}

function whyOf({ lane, connectionName }: SpenderRow, isShared: boolean): string {
  const words = text(`connection.budget.lane.${lane}`);
  if (!isShared || connectionName === null) return words;
  return text('connection.budget.over', { lane: words, connection: connectionName });
}

function PartCell({ part }: { part: SpenderRow['hour'] }) {
  if (!part) return <td className={classes.part}>–</td>;
  const percent = text('connection.budget.share', { percent: share.format(part.percent) });
  const requests = text('connection.budget.requests', { n: part.requests });
  return (
    <td className={classes.part}>
      <b>{percent}</b>
      <Bar percent={part.percent} height={4} label={percent} />
      <span>{requests}</span>
    </td>
  );
}
