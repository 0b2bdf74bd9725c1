import { Skeleton } from '@mantine/core';
import { text } from '../texts/text.ts';
import classes from './skeletons.module.css';

const widths = [130, 96, 148, 112, 122, 88];

/** Rows of a table before they have come. */
export function TableSkeleton() {
  return (
    <div className={classes.frame}>
      {widths.map((width) => (
        <div key={width} className={classes.row}>
          <Skeleton width={22} height={22} radius={5} />
          <Skeleton width={width} height={10} />
          <Skeleton width={66} height={10} />
        </div>
      ))}
    </div>
  );
}

/** A list screen before its data have come: title and table in their places. */
export function ListScreenSkeleton() {
  return (
    <div role="status" aria-label={text('common.loading')}>
      <div className={classes.head}>
        <Skeleton width={180} height={22} />
        <Skeleton width={260} height={12} />
      </div>
      <TableSkeleton />
    </div>
  );
}

/** A page of one thing before its data have come: title and two cards. */
export function DetailScreenSkeleton() {
  return (
    <div role="status" aria-label={text('common.loading')}>
      <div className={classes.head}>
        <Skeleton width={220} height={22} />
        <Skeleton width={340} height={12} />
      </div>
      <div className={classes.cards}>
        <CardSkeleton />
        <CardSkeleton />
      </div>
    </div>
  );
}

/** A card before its data have come. */
export function CardSkeleton() {
  return (
    <div className={classes.card}>
      <Skeleton width={140} height={12} />
      <Skeleton height={10} />
      <Skeleton width="70%" height={10} />
    </div>
  );
}
