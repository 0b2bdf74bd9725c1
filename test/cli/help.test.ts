import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';

/** Every command that there is, under its whole name. */
function everyCommand(command: Command, name: string): [string, Command][] {
  return [[name, command], ...command.commands.flatMap((sub) => everyCommand(sub, `${name} ${sub.name()}`))];
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

const commands = everyCommand(buildProgram('0.0.0'), 'counterflow');

describe('--help', () => {
  test.each(commands)('of %s begins with two examples', (_name, command) => {
    const [first, ...examples] = helpOf(command).split('\n').slice(0, 3);
    expect(first).toBe('Examples:');
    for (const example of examples) expect(example).toMatch(/^ {2}counterflow \w/);
  });

  test.each(commands)('of %s shows flags and arguments that the command has', (_name, command) => {
    for (const line of helpOf(command).split('\n').slice(1, 3)) {
      const [noun = '', verb = ''] = line.trim().split(' ').slice(1);
      const named = commands.find(
        ([name]) => name === `counterflow ${noun} ${verb}`.trim() || name === `counterflow ${noun}`,
      );
      const target = commands.find(([name]) => name === `counterflow ${noun} ${verb}`)?.[1] ?? named?.[1];
      expect(target, line).toBeDefined();
      const flags = line.match(/--[a-z-]+/g) ?? [];
      const known = target?.options.map(({ long }) => long) ?? [];
      expect(['--help', ...known]).toEqual(expect.arrayContaining(flags));
    }
  });

  test('every verb takes --json, and says so', () => {
    const verbs = commands.filter(([name]) => name.split(' ').length === 3);
    expect(verbs.length).toBeGreaterThan(40);
    for (const [name, command] of verbs) expect(helpOf(command), name).toContain('--json');
  });
});
