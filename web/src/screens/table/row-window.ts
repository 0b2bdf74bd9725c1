/** Height of a row in pixels, in style sheet and arithmetic alike. */
export const ROW_PX = 36;
/** Rows drawn beyond what is seen, so that a quick scroll finds them there. */
const BEYOND = 24;
/** The window moves by this many rows at once, so that most scroll steps draw nothing. */
const STEP = 8;

/** Rows to draw, `to` exclusive. */
export interface RowWindow {
  from: number;
  to: number;
}

/** The window for a scroll position; what is seen lies always inside it. */
export function rowWindow(scrollTop: number, heightPx: number, count: number): RowWindow {
  const first = Math.floor(Math.max(0, scrollTop) / ROW_PX / STEP) * STEP;
  const seen = Math.ceil(heightPx / ROW_PX) + STEP;
  return { from: Math.min(count, Math.max(0, first - BEYOND)), to: Math.min(count, first + seen + BEYOND) };
}

/** True when the end of what is loaded comes near. */
export const isNearEnd = (window: RowWindow, loaded: number): boolean => window.to > loaded - BEYOND;

const CHARACTER_PX = 8;
const PADDING_PX = 26;
const SORT_PX = 18;

/** Width of a column from its name and a sample of its texts: wide enough to read, never so wide that one fills the page. */
export function columnWidth(name: string, texts: readonly string[]): number {
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 0);
  const wanted = Math.max(name.length * CHARACTER_PX + SORT_PX, longest * CHARACTER_PX) + PADDING_PX;
  return Math.round(Math.min(320, Math.max(84, wanted)));
}
