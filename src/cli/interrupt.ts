import { exitCodes } from './exit-codes.ts';

let lastWords: (() => string) | undefined;

/** Says what Ctrl-C leaves behind while something goes on; call the result when it is over. */
export function onInterrupt(words: () => string): () => void {
  lastWords = words;
  return () => {
    lastWords = undefined;
  };
}

/** Ctrl-C ends the command at once, with a word on what goes on without it. */
export function endOnInterrupt(): void {
  process.once('SIGINT', () => {
    process.stderr.write(`\n${lastWords ? `${lastWords()}\n` : ''}`);
    process.exit(exitCodes.interrupted);
  });
}
