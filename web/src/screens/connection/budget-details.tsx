import IconHistory from '@tabler/icons-react/dist/esm/icons/IconHistory.mjs';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Connection, type ConnectionBudget, connectionBudgetQuery } from '../../api/connections.ts';
import { Disclosure } from '../../components/disclosure.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { exactTime, preciseTime } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import classes from './budget-card.module.css';
import { BudgetSpenders } from './budget-spenders.tsx';

/** Who spends the budget, with whom it is shared, and how concurrency changed after 429s. */
export function BudgetDetails({ connection, now }: { connection: Connection; now: number }) {
  const query = useQuery({ ...connectionBudgetQuery(connection.id), throwOnError: false });
  if (query.isPending) return null;
  if (!query.data) {
    return (
      <div className={classes.part}>
        <ProblemNotice
          title={text('connection.budget.failed')}
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      </div>
    );
  }
  const { sharedWith, steps } = query.data;
  return (
    <>
      <div className={classes.part}>
        <h3>{text('connection.budget.spenders')}</h3>
        <BudgetSpenders budget={query.data} />
      </div>
      {sharedWith.length > 0 && <Sharers sharedWith={sharedWith} />}
      {steps.length > 0 && (
        <div className={classes.part}>
          <Disclosure icon={<IconHistory size={16} stroke={1.9} />} title={text('connection.budget.steps')}>
            <ul className={classes.steps}>
              {steps.map(({ at, before, after }) => (
                <li key={`${at} ${before} ${after}`}>
                  <time dateTime={at} title={exactTime(at)}>
                    {preciseTime(at, now)}
                  </time>
                  <span>{text('connection.budget.step', { before, after })}</span>
                </li>
              ))}
            </ul>
          </Disclosure>
        </div>
      )}
    </>
  );
}

function Sharers({ sharedWith }: Pick<ConnectionBudget, 'sharedWith'>) {
  return (
    <div className={classes.part}>
      <h3>{text('connection.budget.shared')}</h3>
      <ul className={classes.sharers}>
        {sharedWith.map(({ id, name, how }) => (
          <li key={id}>
            <Link to="/connections/$id" params={{ id }}>
              {name}
            </Link>
            <span>{text(`connection.budget.shared.${how}`)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
