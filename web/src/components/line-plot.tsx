import { ActionIcon, Box, Tooltip } from '@mantine/core';
import IconTable from '@tabler/icons-react/dist/esm/icons/IconTable.mjs';
import { useState } from 'react';
import { language, text } from '../texts/text.ts';
import { Card } from './card.tsx';
import classes from './line-plot.module.css';
import { axisEnd, linesOf, type PlotPoint } from './plot-scale.ts';
import { shortFigure } from './short-figure.ts';
import { clockTime, preciseTime } from './times.ts';

interface LinePlotProps {
  title: string;
  points: readonly PlotPoint[];
  /** The figure in the head, e.g. "82" or "310 ms". */
  last: string;
  tone: 'first' | 'second' | 'third';
  /** A dashed line with its name, e.g. what a rate limit allows. */
  limit?: { value: number; label: string } | undefined;
}

/** Levels of the axis are exact: half of 25 is 12.5. */
const levels = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

/** One line over time in a card of its own, with "Show as table" as its twin. */
export function LinePlot({ title, points, last, tone, limit }: LinePlotProps) {
  const [asTable, setAsTable] = useState(false);
  const label = text(asTable ? 'plot.asPlot' : 'plot.asTable', { title });
  return (
    <Card
      title={title}
      flush
      aside={
        <>
          <b className={classes.last}>{last}</b>
          <Tooltip label={label}>
            <ActionIcon size={26} aria-label={label} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
              <IconTable size={16} stroke={1.75} />
            </ActionIcon>
          </Tooltip>
        </>
      }
    >
      {asTable ? <PointTable title={title} points={points} /> : <Plot {...{ title, points, last, tone, limit }} />}
    </Card>
  );
}

function Plot({ title, points, last, tone, limit }: LinePlotProps) {
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length < 2) return <p className={classes.none}>{text('plot.none')}</p>;
  const end = axisEnd(Math.max(...values, limit?.value ?? 0));
  const lines = linesOf(points, end);
  const tip = lines.at(-1)?.at(-1);
  const times = [0, 0.5, 1].map((share) => points[Math.round(share * (points.length - 1))]?.at ?? 0);
  const now = times[2] ?? 0;
  return (
    <div className={classes.body} data-tone={tone}>
      <div className={classes.levels} aria-hidden>
        {[end, end / 2, 0].map((level) => (
          <span key={level}>{levels.format(level)}</span>
        ))}
      </div>
      <div className={classes.area}>
        <svg
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          role="img"
          aria-label={text('plot.label', { title, last, most: shortFigure(Math.max(...values)) })}
        >
          {[0, 50, 100].map((y) => (
            <line key={y} className={classes.grid} x1="0" x2="100" y1={y} y2={y} />
          ))}
          {lines.map((line) => {
            const drawn = line.map(({ x, y }) => `${x.toFixed(2)},${y.toFixed(2)}`).join(' ');
            return (
              <g key={line[0]?.x}>
                <polygon className={classes.fill} points={`${line[0]?.x},100 ${drawn} ${line.at(-1)?.x},100`} />
                <polyline className={classes.line} points={drawn} />
              </g>
            );
          })}
          {limit && (
            <line
              className={classes.limit}
              x1="0"
              x2="100"
              y1={100 - (100 * limit.value) / end}
              y2={100 - (100 * limit.value) / end}
            />
          )}
        </svg>
        {limit && (
          <span className={classes.limitName} style={{ insetBlockEnd: `${(100 * limit.value) / end}%` }}>
            {limit.label}
          </span>
        )}
        {tip && <i className={classes.tip} style={{ insetInlineStart: `${tip.x}%`, insetBlockStart: `${tip.y}%` }} />}
      </div>
      <div className={classes.times} aria-hidden>
        {times.map((at, place) => (
          <span key={`${at}-${place === 0 ? 'first' : place}`}>{shortTime(at, times[0] ?? at, now)}</span>
        ))}
      </div>
    </div>
  );
}

const DAY_MS = 86_400_000;

/** Seconds only where the whole plot spans few minutes, the day only where it spans one. */
function shortTime(at: number, from: number, to: number): string {
  const spanMs = to - from;
  return (spanMs < 240_000 ? preciseTime : clockTime)(at, spanMs < DAY_MS ? at : to);
}

function PointTable({ title, points }: Pick<LinePlotProps, 'title' | 'points'>) {
  const latest = points.at(-1)?.at ?? 0;
  return (
    <Box component="section" className={classes.table} aria-label={title} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text('plot.time')}</th>
            <th scope="col">{title}</th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map(({ at, value }) => (
            <tr key={at}>
              <td>{preciseTime(at, latest)}</td>
              <td>{value === null ? '–' : shortFigure(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Box>
  );
}
