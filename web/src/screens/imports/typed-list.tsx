import { Skeleton } from '@mantine/core';
import IconBraces from '@tabler/icons-react/dist/esm/icons/IconBraces.mjs';
import { text } from '../../texts/text.ts';
import { ListHead } from './list-head.tsx';
import classes from './mapping-pane.module.css';
import { ResultCell } from './result-cell.tsx';
import { outcomeOf, type Trial } from './trial.ts';

/** The mapping that nobody wrote, to look at: every field under its own name. */
export function TypedList({ trial }: { trial: Trial }) {
  const { result, at } = trial;
  if (!result) {
    return (
      <div className={classes.waiting} role="status" aria-label={text('common.loading')}>
        {[88, 80, 92, 84, 90].map((width) => (
          <Skeleton key={width} height={12} width={`${width}%`} />
        ))}
      </div>
    );
  }
  return (
    <>
      <ListHead at={at} />
      <ul className={classes.list}>
        {result.mapping.map(({ target, source, type }) => {
          const outcome = outcomeOf(result, at, target);
          const misfit = result.misfits.find((each) => each.target === target);
          const wrong = misfit?.message ?? (outcome.kind === 'problem' ? outcome.message : null);
          return (
            <li key={target} className={classes.row}>
              <span className={classes.target}>
                <b>{target}</b>
                <span>{type}</span>
              </span>
              <span className={classes.source}>
                <IconBraces size={14} stroke={1.75} aria-hidden />
                <code>{source}</code>
              </span>
              <ResultCell outcome={outcome} />
              {wrong && <p className={classes.wrong}>{wrong}</p>}
            </li>
          );
        })}
      </ul>
    </>
  );
}
