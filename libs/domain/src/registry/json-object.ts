import { isObject } from '../profile/validation/readers.js';
import { pointer, type Reader, type Report } from '../profile/validation/report.js';
import type { JsonValue } from './declaration.js';

type JsonObject = Readonly<Record<string, JsonValue>>;

/** `String.prototype.isWellFormed` (ECMAScript 2024) is there since Node 20; the compiler's library is older. */
interface Unicode {
  isWellFormed(): boolean;
}

/** An object as the log can keep it, its members sorted; what is too deep was not let in. */
export const jsonObject: Reader<JsonObject> = (value, field, report) => {
  if (isObject(value)) return membersOf(value, field, report);
  report.add(field, 'must be an object');
  return undefined;
};

function membersOf(value: object, field: string, report: Report): JsonObject {
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    members.map(([name, member]) => {
      const at = pointer(field, name);
      return [textOf(name, at, report), jsonValue(member, at, report)];
    }),
  );
}

function jsonValue(value: unknown, field: string, report: Report): JsonValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return textOf(value, field, report);
  if (Number.isSafeInteger(value)) return (value as number) + 0;
  if (Array.isArray(value)) {
    return value.map((item, at) => jsonValue(item, pointer(field, at), report));
  }
  if (isObject(value)) return membersOf(value, field, report);
  report.add(field, 'must be JSON whose numbers are integers up to 2^53-1');
  return null;
}

function textOf(text: string, field: string, report: Report): string {
  if (!(text as unknown as Unicode).isWellFormed()) {
    report.add(field, 'must hold no halves of characters');
  }
  return text;
}
