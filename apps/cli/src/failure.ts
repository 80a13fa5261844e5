import pc from 'picocolors';
import type { Refusal } from '@liaison/contracts';
import { type Failure, printFailure, wantsJson } from './output.js';

/** A command could not do what it was asked; the message says what and where, `fix` what to do. */
export class CommandFailed extends Error {
  constructor(
    message: string,
    readonly fix: string,
    /** Of a refusal its name in the catalogue, else one of the command's own (README). */
    readonly code: string = 'failed',
    /** As the server said it, where it did. */
    readonly refused?: Refusal,
  ) {
    super(message);
  }
}

/** Exit codes: 0 done, 1 refused or failed, 2 wrong usage. */
export async function exitWith(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.exitCode = 1;
    if (wantsJson()) return printFailure(failureOf(error));
    if (error instanceof CommandFailed) {
      process.stderr.write(`${pc.red(error.message)}\n  ${error.fix}\n`);
      return;
    }
    process.stderr.write(`${pc.red(plain(error))}\n`);
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof Error && error.name === 'BadToken') {
    return { code: 'malformed', message: error.message, fix: 'see the `--help` of this command' };
  }
  if (!(error instanceof CommandFailed)) {
    return { code: 'failed', message: plain(error), fix: 'see what `npx liaison doctor` finds' };
  }
  const { code, message, fix, refused } = error;
  return refused === undefined ? { code, message, fix } : { ...refused, fix };
}

function plain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
