import type { Session } from '../../accounts/schema.ts';
import type { Noun, Verb } from '../command.ts';
import { details } from '../table.ts';

const whoami: Verb = {
  verb: 'whoami',
  summary: 'Show whose key COUNTERFLOW_TOKEN holds, and what it may do.',
  examples: ['user whoami', 'user whoami --json'],
  async run({ api }) {
    const { text, value } = await api.get<Session>('/v1/session');
    return { json: text, text: details(value) };
  },
};

const resetPassword: Verb = {
  verb: 'reset-password',
  summary:
    "Set a person's password anew and end their sessions. Works on the server's own machine, on the database that DATABASE_URL or COUNTERFLOW_DATA names, whether the server runs or not; no API key is needed.",
  examples: ['user reset-password ann@example.com', 'user reset-password ann@example.com --password-file new.txt'],
  argument: '<email>',
  flags: [
    {
      flag: '--password-file <file>',
      help: 'File that holds the new password; - reads standard input.',
      question: 'The new password, at least 10 characters',
      required: true,
      secret: true,
    },
  ],
  async run({ args: [email = ''], options }) {
    const { resetPasswordHere } = await import('../reset-password-here.ts');
    const { where } = await resetPasswordHere(email, options.need('passwordFile'));
    return {
      json: JSON.stringify({ email, database: where }),
      text: `${email} has a new password, and every session of theirs has ended. Database: ${where}.`,
    };
  },
};

export const userNoun: Noun = {
  noun: 'user',
  plural: 'users',
  summary: 'People.',
  verbs: [whoami, resetPassword],
};
