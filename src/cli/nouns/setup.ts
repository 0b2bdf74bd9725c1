import type { Word } from '../command.ts';
import { given } from '../options.ts';

/** Makes the owner's account without a browser. */
export const setupWord: Word = {
  word: 'setup',
  summary: "Make the owner's account, with the token of the link that the server prints at its start.",
  examples: [
    'setup --token T --name "Olive Owner" --email olive@example.com --password-file password.txt',
    'setup --token T --name "Olive Owner" --email olive@example.com --password-file - --json < password.txt',
  ],
  flags: [
    { flag: '--token <token>', help: 'Token of the set-up link.', required: true },
    { flag: '--name <name>', help: 'Your name.', required: true },
    { flag: '--email <address>', help: 'E-mail address to sign in with.', required: true },
    {
      flag: '--password-file <file>',
      help: 'File that holds the password, at least 10 characters; - reads standard input.',
      question: 'A password, at least 10 characters',
      required: true,
      secret: true,
    },
  ],
  async run({ api, options }) {
    const { text, value } = await api.post<{ userId: string; key: string }>(
      '/v1/setup',
      given({
        token: options.need('token'),
        name: options.need('name'),
        email: options.need('email'),
        password: options.need('passwordFile'),
      }),
    );
    return {
      json: text,
      text: value.key,
      note: 'Your first API key: export COUNTERFLOW_TOKEN with it. It is not shown again.',
    };
  },
};
