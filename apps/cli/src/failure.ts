import pc from 'picocolors';

/** A command could not do what it was asked; the message says what and where, `fix` what to do. */
export class CommandFailed extends Error {
  constructor(
    message: string,
    readonly fix: string,
    /** Of a refusal: its name in the catalogue. */
    readonly code?: string,
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
    if (error instanceof CommandFailed) {
      process.stderr.write(`${pc.red(error.message)}\n  ${error.fix}\n`);
      return;
    }
    const plain = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${pc.red(plain)}\n`);
  }
}
