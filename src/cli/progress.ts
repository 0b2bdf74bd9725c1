import type { Run } from '../flows/schema.ts';
import { bar, runLine } from './run-line.ts';

const PLAIN_GAP_MS = 10_000;
const BAR_CELLS = 24;
const CLEAR_LINE = '\r\u001b[K';

export interface Progress {
  show(run: Run): void;
  /** Ends the line, so that what follows starts on its own. */
  end(): void;
}

/** Progress on stderr: one line that moves on a terminal, else a line every 10 s. */
export function openProgress(): Progress {
  const { stderr } = process;
  if (stderr.isTTY && process.env.TERM !== 'dumb') {
    let isOpen = false;
    return {
      show(run) {
        isOpen = true;
        const widest = (stderr.columns || 80) - 1;
        const [shown, line] = [bar(run, BAR_CELLS), runLine(run)];
        // Where both don't fit, the words count more.
        const text = shown.length + line.length <= widest ? shown + line : line;
        stderr.write(`${CLEAR_LINE}${text.slice(0, widest)}`);
      },
      end() {
        if (isOpen) stderr.write('\n');
        isOpen = false;
      },
    };
  }
  let saidAt = Number.NEGATIVE_INFINITY;
  return {
    show(run) {
      if (run.endedAt === null && performance.now() - saidAt < PLAIN_GAP_MS) return;
      saidAt = performance.now();
      stderr.write(`${runLine(run)}\n`);
    },
    end() {},
  };
}
