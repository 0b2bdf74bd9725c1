import type { Api } from './api.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Options } from './options.ts';

/** A flag of a verb. Its value arrives under the camelCase name of its long form. */
export interface Flag {
  /** As commander reads it: `--name <name>`, `--wait`, `--no-wait`. */
  flag: string;
  help: string;
  /** Asked for on a terminal, else a missing one is wrong usage. */
  required?: boolean;
  /** What is asked on a terminal, where the help is about something else. */
  question?: string;
  repeatable?: boolean;
  integer?: boolean;
  choices?: readonly string[];
  /** `--x-file <file>` holds a secret: read from that file, from standard input with `-`, or asked for without an echo. */
  secret?: boolean;
}

/** What a verb gives back. The program prints it; a verb writes nothing itself but progress, on stderr. */
export interface Outcome {
  /** The REST JSON as it came, for `--json`. */
  json?: string;
  /** For people, on stdout. */
  text?: string;
  /** For people, on stderr, with `--json` too. */
  note?: string;
  exitCode?: ExitCode;
}

/** One call of a verb. */
export interface Call {
  api: Api;
  args: readonly string[];
  options: Options;
}

export interface Verb {
  verb: string;
  summary: string;
  /** `--help` begins with them; without the word `counterflow`. */
  examples: readonly [string, string];
  /** As commander reads it: `<name-or-id>`, `[ids...]`. */
  argument?: string;
  flags?: readonly Flag[];
  run(call: Call): Promise<Outcome>;
}

export interface Noun {
  noun: string;
  plural?: string;
  summary: string;
  verbs: readonly Verb[];
}

/** A word that is a command by itself: `setup`, `serve`. */
export interface Word extends Omit<Verb, 'verb'> {
  word: string;
}
