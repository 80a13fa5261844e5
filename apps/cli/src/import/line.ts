import { type JsonObject, type RefusalCode, refusal } from '@liaison/contracts';

/** Why a line was not taken, and what to do. */
export interface RefusedLine {
  readonly line: number;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

/** As `user.import` takes it. */
export type UserData = JsonObject & { readonly login: string };

/** A line of a file of users: what `user.import` is told, or why it cannot be. */
export type UserLine = { readonly line: number; readonly data: UserData } | RefusedLine;

/** What columns of a file and members of a line are called, and what they say. */
const MEMBERS: ReadonlyMap<string, string> = new Map([
  ['login', 'login'],
  ['name', 'displayName'],
  ['id', 'user'],
  ['passwordHash', 'verifier'],
]);

/** The names that a file may use. */
export const COLUMNS: readonly string[] = [...MEMBERS.keys()];

/** What a line says of a user; an empty text is as none, and without a name the login is the name. */
export function userLine(line: number, said: Readonly<Record<string, unknown>>): UserLine {
  const data: Record<string, string> = {};
  for (const [column, value] of Object.entries(said)) {
    const member = MEMBERS.get(column);
    if (member === undefined) {
      return refusedLine(
        line,
        'malformed',
        `there is no ${column}; there are ${COLUMNS.join(', ')}`,
      );
    }
    if (typeof value !== 'string') return refusedLine(line, 'malformed', `${column} is no text`);
    if (value !== '') data[member] = value;
  }
  const { login } = data;
  if (login === undefined) return refusedLine(line, 'malformed', 'there is no login');
  return { line, data: { displayName: login, ...data, login } };
}

/** A line that is refused here, without asking anybody. */
export function refusedLine(line: number, code: RefusalCode, message?: string): RefusedLine {
  const { message: known, fix } = refusal(code);
  return { line, code, message: message ?? known, fix: FIXES[code] ?? fix };
}

/** What whoever made the file does, where the catalogue says what a caller does. */
const FIXES: Readonly<Record<string, string>> = {
  malformed: 'correct the line, and repeat the import',
};

/** How whoever reads the report may put a refusal right. */
export function fixOf(code: string, fix: string): string {
  return FIXES[code] ?? fix;
}
