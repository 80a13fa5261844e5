import { MongoError, MongoInvalidArgumentError, MongoParseError, MongoServerError } from 'mongodb';
import { StoreAway, StoreRefused } from '../errors.js';

/** A name that is taken already. */
const DUPLICATE = 11_000;

/** Codes of a server that knows us and lets us not: they stay until somebody acts. */
const REFUSALS: ReadonlyMap<number, string> = new Map([
  [
    13,
    'the user may not do what is needed: grant the role readWrite on this database ' +
      '(db.grantRolesToUser(USER, [{role: "readWrite", db: DATABASE}]))',
  ],
  [18, 'user or password are not those of the server: correct LIAISON_MONGODB_URL'],
  [73, 'the server does not take the name of the database: correct LIAISON_MONGODB_URL'],
  [8_000, 'user or password are not those of the server: correct LIAISON_MONGODB_URL'],
]);
/** A disk without room. */
const FULL: ReadonlySet<number> = new Set([14_031, 28_549]);
const NO_ROOM = /no space left|out of disk|ENOSPC|disk full/i;

/** Whether a write was left out because its name is taken. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE;
}

/** Another was first to take a name: false. What else failed is thrown. */
export function unlessTaken(error: unknown): false {
  if (isDuplicate(error)) return false;
  throw error;
}

/** The error to throw for one of the driver's, saying what to do; others as they are. */
export function explainedFailure(shown: string, error: unknown): unknown {
  if (isDuplicate(error) || !isFromServer(error)) return error;
  const code = Number(error.code ?? 0);
  const refused = REFUSALS.get(code) ?? badUrl(error);
  if (refused !== undefined) {
    return new StoreRefused(`${shown}: ${refused} (${error.message})`, { cause: error });
  }
  if (FULL.has(code) || NO_ROOM.test(error.message)) {
    return new StoreAway(`${shown} has no room left: make room on its disk (${error.message})`, {
      cause: error,
    });
  }
  return new StoreAway(
    `${shown} does not answer: start it, or correct LIAISON_MONGODB_URL (${error.message})`,
    { cause: error },
  );
}

/** The driver's own errors, and those of the line that it passes on. */
function isFromServer(error: unknown): error is MongoError | NodeJS.ErrnoException {
  if (error instanceof MongoError) return true;
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' && /^E[A-Z]|^ERR_STREAM/.test(code);
}

function badUrl(error: Error): string | undefined {
  const isOurs = error instanceof MongoParseError || error instanceof MongoInvalidArgumentError;
  return isOurs ? 'correct LIAISON_MONGODB_URL' : undefined;
}
