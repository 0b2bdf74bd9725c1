import { Command, Option } from 'commander';
import { openApi, serverUrl } from './api.ts';
import { askFor, canAsk, readSecret } from './ask.ts';
import type { Flag, Noun, Outcome, Verb, Word } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { wrongUsage } from './failure.ts';
import { examplesText } from './help.ts';
import { endOnInterrupt } from './interrupt.ts';
import { apiKeyNoun } from './nouns/apikey.ts';
import { connectionNoun } from './nouns/connection.ts';
import { errorNoun } from './nouns/error.ts';
import { exportNoun } from './nouns/export.ts';
import { flowNoun } from './nouns/flow.ts';
import { iClientNoun } from './nouns/iclient.ts';
import { importNoun } from './nouns/import.ts';
import { runNoun } from './nouns/run.ts';
import { setupWord } from './nouns/setup.ts';
import { storeNoun } from './nouns/store.ts';
import { tableNoun } from './nouns/table.ts';
import { userNoun } from './nouns/user.ts';
import { Options } from './options.ts';
import { addRoles } from './roles.ts';

const nouns: readonly Noun[] = [
  connectionNoun,
  exportNoun,
  importNoun,
  flowNoun,
  runNoun,
  errorNoun,
  iClientNoun,
  storeNoun,
  tableNoun,
  apiKeyNoun,
  userNoun,
];

/** The whole command line. */
export function buildProgram(version: string): Command {
  const program = new Command('counterflow')
    .description('Connects Lightspeed with databases, files and other applications. Self-hosted.')
    .version(version)
    .addHelpText('before', examplesText(['serve', 'flow run "Items daily" --wait']))
    .addHelpText(
      'after',
      '\nThe server is found by COUNTERFLOW_URL (http://127.0.0.1:4400), the key is read from COUNTERFLOW_TOKEN.\n' +
        'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 record errors, 4 not allowed, 5 not found, 6 conflict,\n' +
        '7 unreachable or rate limited, 8 time-out, 130 interrupted.',
    )
    // A wrong use throws instead of ending the process; sub-commands take this over.
    .exitOverride();
  addRoles(program);
  addCommand(program, setupWord.word, setupWord);
  for (const { noun, plural, summary, verbs } of nouns) {
    const [first, second] = verbs;
    const group = program.command(noun).description(summary);
    if (plural) group.alias(plural);
    if (first && second) group.addHelpText('before', examplesText([first.examples[0], second.examples[0]]));
    for (const verb of verbs) addCommand(group, verb.verb, verb);
  }
  return program;
}

function addCommand(parent: Command, name: string, verb: Verb | Word): void {
  const command = parent
    .command(verb.argument ? `${name} ${verb.argument}` : name)
    .description(verb.summary)
    .addHelpText('before', examplesText(verb.examples));
  for (const flag of verb.flags ?? []) command.addOption(optionOf(flag));
  command
    .option('--json', 'Print the JSON of the REST API, and nothing else, on stdout.')
    .option('--no-input', 'Ask nothing; what is missing is wrong usage.')
    .action(async () => {
      const values = command.opts();
      for (const flag of verb.flags ?? []) await complete(flag, values);
      const url = serverUrl(process.env.COUNTERFLOW_URL);
      const api = openApi({ url, key: process.env.COUNTERFLOW_TOKEN?.trim() || undefined });
      endOnInterrupt();
      print(await verb.run({ api, args: command.args, options: new Options(values) }), values.json === true);
    });
}

function optionOf({ flag, help, repeatable, integer, choices }: Flag): Option {
  const option = new Option(flag, help);
  if (choices) option.choices([...choices]);
  if (repeatable) option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  if (integer) option.argParser((value: string) => wholeNumber(flag, value));
  return option;
}

function wholeNumber(flag: string, value: string): number {
  if (/^-?\d{1,15}$/.test(value)) return Number(value);
  throw wrongUsage(`${flag}: "${value}" is not a whole number.`);
}

/** Asks for a required flag that was left out, and puts secrets in the place of their files. */
async function complete(flag: Flag, values: Record<string, unknown>): Promise<void> {
  const name = optionOf(flag).attributeName();
  const value = values[name];
  if (value === undefined && flag.required) {
    if (!canAsk(values)) throw wrongUsage(`${flag.flag} is missing: ${flag.help}`);
    const answer = await askFor(flag);
    values[name] = flag.repeatable ? [answer] : answer;
  } else if (typeof value === 'string' && flag.secret) {
    values[name] = readSecret(value);
  }
}

function print({ json, text, note, exitCode = exitCodes.done }: Outcome, asJson: boolean): void {
  const shown = asJson ? json : text;
  if (shown !== undefined) process.stdout.write(`${shown}\n`);
  if (note !== undefined) process.stderr.write(`${note}\n`);
  process.exitCode = exitCode;
}
