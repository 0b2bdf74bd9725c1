/** Upper end of an axis that holds `most`: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6 or 8 times a power of ten, so that halves read well. */
export function axisEnd(most: number): number {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((each) => each * power >= most * 0.9999) ?? 10;
  return step * power;
}

export interface PlotPoint {
  at: number;
  /** Null leaves a gap. */
  value: number | null;
}

/** A point in percent of the plot, from its top left corner. */
interface Place {
  x: number;
  y: number;
}

/** Lines through neighbouring points, one for each stretch without a gap. */
export function linesOf(points: readonly PlotPoint[], end: number): Place[][] {
  const lines: Place[][] = [];
  let line: Place[] = [];
  for (const [i, { value }] of points.entries()) {
    if (value === null) {
      if (line.length > 0) lines.push(line);
      line = [];
      continue;
    }
    const x = points.length > 1 ? (100 * i) / (points.length - 1) : 100;
    line.push({ x, y: 100 - (100 * Math.min(value, end)) / end });
  }
  if (line.length > 0) lines.push(line);
  return lines;
}
