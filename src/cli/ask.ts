import { readFileSync } from 'node:fs';
import { confirm, isCancel, password, select, text } from '@clack/prompts';
import type { Flag } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure, wrongUsage } from './failure.ts';

/** Questions go to stderr, so that stdout stays data. */
const output = process.stderr;

/** Whether a question can be answered: somebody sits at a terminal and has not said `--no-input`. */
export const canAsk = (options: { input?: unknown }) =>
  process.stdin.isTTY === true && process.stderr.isTTY === true && options.input !== false;

/** Asks for a flag that was left out. */
export async function askFor({ flag, help, question, choices, secret }: Flag): Promise<string> {
  const message = question ?? help.replace(/\.$/, '');
  if (secret) return answered(await password({ message, output }));
  if (choices) return answered(await select({ message, output, options: choices.map((value) => ({ value })) }));
  return answered(
    await text({ message, output, validate: (value) => (value?.trim() ? undefined : `${flag} is needed.`) }),
  );
}

/** Asks before something is lost. Without a terminal, `--yes` has to be given: throws wrong usage. */
export async function sure(message: string, options: { yes?: unknown; input?: unknown }): Promise<void> {
  if (options.yes === true) return;
  if (!canAsk(options)) throw wrongUsage(`${message} Add --yes to do it without being asked.`);
  if (answered(await confirm({ message, output, initialValue: false }))) return;
  throw new Failure(exitCodes.failed, 'Nothing was changed.');
}

/** Reads a secret from a file, or from standard input for `-`; a line end at its end does not count. */
export function readSecret(file: string): string {
  let content: string;
  try {
    content = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Failure(exitCodes.usage, `${file === '-' ? 'Standard input' : file} can't be read (${code}).`, { cause });
  }
  const secret = content.replace(/\r?\n$/, '');
  if (secret === '') throw wrongUsage(`${file === '-' ? 'Standard input' : file} is empty; it should hold the secret.`);
  return secret;
}

function answered<T>(answer: T): Exclude<T, symbol> {
  if (!isCancel(answer)) return answer as Exclude<T, symbol>;
  throw new Failure(exitCodes.interrupted, 'Nothing was changed.');
}
