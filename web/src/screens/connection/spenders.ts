import type { ConnectionBudget } from '../../api/connections.ts';

type Spender = ConnectionBudget['spenders']['day'][number];
type Part = { percent: number; requests: number };

/** One flow in one lane, with its part of what was spent; undefined where it spent nothing in that time. */
export interface SpenderRow extends Pick<Spender, 'connectionId' | 'connectionName' | 'flowId' | 'flowName' | 'lane'> {
  key: string;
  hour: Part | undefined;
  day: Part | undefined;
}

/** Who spends a budget, those of the last hour first: a row for each flow, connection and lane. */
export function spenderRows({ hour, day }: ConnectionBudget['spenders']): SpenderRow[] {
  const keyOf = ({ connectionId, flowId, lane }: Spender) => [connectionId, flowId, lane].join(' ');
  const parts = (spenders: Spender[]) => {
    const all = spenders.reduce((sum, { drips }) => sum + drips, 0);
    return new Map(
      spenders.map((one) => [keyOf(one), { percent: all === 0 ? 0 : (100 * one.drips) / all, requests: one.requests }]),
    );
  };
  const [ofHour, ofDay] = [parts(hour), parts(day)];
  const seen = new Map([...hour, ...day].map((one) => [keyOf(one), one]));
  return [...seen].map(([key, { connectionId, connectionName, flowId, flowName, lane }]) => ({
    key,
    connectionId,
    connectionName,
    flowId,
    flowName,
    lane,
    hour: ofHour.get(key),
    day: ofDay.get(key),
  }));
}
