import {
  MongoCompatibilityError,
  MongoError,
  MongoInvalidArgumentError,
  MongoParseError,
  MongoServerError,
  type TopologyDescription,
} from 'mongodb';
import { StoreAway, StoreBroken, StoreRefused } from '../errors.js';

/** MongoDB 6.0: older ones are past their end of life. */
export const VERSION_MIN = '6.0';
/** A name that is taken already. */
const DUPLICATE = 11_000;

/** Codes of a server that knows us and lets us not: they stay until somebody acts. */
const REFUSALS: ReadonlyMap<number, string> = new Map([
  [
    13,
    'the user may not do what is needed: grant the role readWrite on this database ' +
      '(db.grantRolesToUser(USER, [{role: "readWrite", db: DATABASE}]))',
  ],
  [11, 'the server does not know the user: make it, or correct LIAISON_MONGODB_URL'],
  [18, 'user or password are not those of the server: correct LIAISON_MONGODB_URL'],
  [73, 'the server does not take the name of the database: correct LIAISON_MONGODB_URL'],
  [8_000, 'user or password are not those of the server: correct LIAISON_MONGODB_URL'],
]);
/** A disk without room. */
const FULL: ReadonlySet<number> = new Set([14_031, 28_549]);
/** A primary whose writes reach too few members in time, or that has too few of them. */
const NO_MAJORITY: ReadonlySet<number> = new Set([64, 100]);
/** Codes of an election, a shutdown, a server that is late: they pass by themselves. */
const PASSING: ReadonlySet<number> = new Set([
  6, 7, 24, 43, 46, 50, 89, 91, 112, 133, 189, 262, 9_001, 10_058, 10_107, 11_600, 11_602, 13_435,
  13_436,
]);
/** What a replica set without a majority needs. */
const START_MEMBERS =
  'start the members of its replica set that are down, or mend the way between them: most of them ' +
  'must run and see each other';
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
  for (const one of causesOf(error)) {
    const refused = refusalOf(one);
    if (refused !== undefined) {
      return new StoreRefused(`${shown}: ${refused} (${one.message})`, { cause: error });
    }
  }
  const code = codeOf(error);
  if (code > 0) return answeredFailure(shown, error, code);
  const ofSet = faultOfSet(shown, Reflect.get(error, 'reason') ?? {});
  if (ofSet !== undefined) return new StoreAway(ofSet, { cause: error });
  return new StoreAway(
    `${shown} does not answer: start it, or correct LIAISON_MONGODB_URL (${error.message})`,
    { cause: error },
  );
}

/** The error, and what it came of: who may not log in clears the pool of all who wait in it. */
const causesOf = (error: Error): Error[] =>
  error.cause instanceof Error ? [error, error.cause] : [error];

/** What the server said; 0: nothing, as where a bulk's line was cut. */
const codeOf = (error: Error): number =>
  error instanceof MongoServerError ? Number(error.code ?? 0) : 0;

const refusalOf = (error: Error): string | undefined =>
  REFUSALS.get(codeOf(error)) ?? badUrl(error) ?? tooOld(error);

/** What a server that answers does not do. */
function answeredFailure(shown: string, error: Error, code: number): StoreAway {
  const said = `(${error.message}, code ${code})`;
  if (FULL.has(code) || NO_ROOM.test(error.message)) {
    const text = `${shown} has no room left: make room on its disk, and start it again if it ended`;
    return new StoreBroken(`${text} ${said}`, { cause: error });
  }
  if (NO_MAJORITY.has(code)) {
    const text = `${shown} cannot bring a write to most of its members: ${START_MEMBERS}`;
    return new StoreBroken(`${text} ${said}`, { cause: error });
  }
  if (PASSING.has(code)) {
    return new StoreAway(`${shown} has no primary, or is busy: wait ${said}`, { cause: error });
  }
  const text = `${shown} fails at what it is asked: see its log and the room on its disk, start it again`;
  return new StoreBroken(`${text} ${said}`, { cause: error });
}

/** The driver's own errors, and those of the line that it passes on. */
function isFromServer(error: unknown): error is MongoError | NodeJS.ErrnoException {
  if (error instanceof MongoError) return true;
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' && /^E[A-Z]|^ERR_STREAM/.test(code);
}

/** What keeps servers that answer from being used, as they are found, and what to do; undefined: none do. */
export function faultOfSet(
  shown: string,
  { servers, setName }: Partial<Pick<TopologyDescription, 'servers' | 'setName'>>,
): string | undefined {
  if (servers === undefined) return undefined;
  if ([...servers.values()].some(({ type }) => type === 'RSSecondary')) {
    return `${shown} has no primary: ${START_MEMBERS}`;
  }
  // Who says to be of another set is left out.
  const isOther = servers.size === 0 && typeof setName === 'string';
  return isOther
    ? `${shown} is no member of the replica set ${setName}: correct LIAISON_MONGODB_URL`
    : undefined;
}

/** The driver does not speak to it at all. */
function tooOld(error: Error): string | undefined {
  return error instanceof MongoCompatibilityError
    ? `it is of another version; ${VERSION_MIN} or newer is needed: upgrade it`
    : undefined;
}

function badUrl(error: Error): string | undefined {
  const isOurs = error instanceof MongoParseError || error instanceof MongoInvalidArgumentError;
  return isOurs ? 'correct LIAISON_MONGODB_URL' : undefined;
}

/** What is said of servers none of which answers. */
export function silence(shown: string, { servers }: TopologyDescription): string {
  const errors = [...servers.values()].flatMap(({ error }) => error ?? []);
  const said = errors[0]?.message ?? 'no word of it';
  return `${shown} does not answer (${said}): start it, or mend the way to it`;
}

/** What a failure says, explained. */
export function failureOf(shown: string, error: unknown): string {
  const why = explainedFailure(shown, error);
  return why instanceof Error ? why.message : String(why);
}
