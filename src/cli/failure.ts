import { type ExitCode, exitCodes } from './exit-codes.ts';

/** A command that can't be done: what the person reads, and what the shell learns. */
export class Failure extends Error {
  readonly exitCode: ExitCode;
  /** The problem document as the server sent it; undefined where no server spoke. */
  readonly json: string | undefined;

  constructor(exitCode: ExitCode, message: string, options: ErrorOptions & { json?: string } = {}) {
    super(message, options);
    this.exitCode = exitCode;
    this.json = options.json;
  }
}

export const wrongUsage = (message: string) => new Failure(exitCodes.usage, message);
