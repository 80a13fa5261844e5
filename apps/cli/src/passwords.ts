import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CommandFailed } from './failure.js';

const PASSWORD_BYTES = 15;

/** Where a password comes from. */
export interface PasswordFlags {
  readonly password?: string;
  readonly passwordStdin?: true;
}

/** The password given by flag or, hidden from the list of processes, on standard input; undefined: none. */
export async function givenPassword(flags: PasswordFlags): Promise<string | undefined> {
  if (flags.passwordStdin !== true) return flags.password;
  if (flags.password !== undefined) {
    throw new CommandFailed(
      '--password and --password-stdin are given both',
      'give one of them',
      'usage',
    );
  }
  const password = process.stdin.isTTY ? await asked() : await firstLine();
  if (password !== undefined && password !== '') return password;
  throw new CommandFailed(
    'no password came on standard input',
    'write it there as one line, as in `npx liaison user add erin@example.org --password-stdin < FILE`',
    'usage',
  );
}

/** One that nobody has thought of, to be shown once. */
export function madePassword(): string {
  return randomBytes(PASSWORD_BYTES).toString('base64url');
}

/** Asked for at a terminal, which does not show what is typed. */
async function asked(): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  // Only now nothing typed is shown any more.
  process.stderr.write('Password: ');
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

async function firstLine(): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) return line;
  return undefined;
}
