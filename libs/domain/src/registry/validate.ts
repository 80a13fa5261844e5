import {
  CALLS_MAX,
  DECLARATION_MAX_BYTES,
  DECLARATION_MAX_DEPTH,
  DECLARATION_MAX_KEYS,
  EMITS_MAX,
  IN_FLIGHT_MAX,
  OPERATION_MAX,
  WANTS_MAX,
} from '../limits.js';
import { longId } from '../profile/validation/ids.js';
import { distinct, list, matching, object, oneOf } from '../profile/validation/readers.js';
import { pointer, Report, type Reader } from '../profile/validation/report.js';
import { isMeasured } from '../profile/validation/size.js';
import type { Fault } from '../words.js';
import type { Declaration, Emitted, Wanted } from './declaration.js';
import { isEventType } from './event-type.js';
import { jsonObject } from './json-object.js';

type ReadDeclaration = Partial<
  Omit<Declaration, 'emits' | 'wants' | 'calls'> & {
    readonly emits: readonly (Partial<Emitted> | undefined)[];
    readonly wants: readonly (Partial<Wanted> | undefined)[];
    readonly calls: readonly (string | undefined)[];
  }
>;

const SIZE = {
  bytesMax: DECLARATION_MAX_BYTES,
  keysMax: DECLARATION_MAX_KEYS,
  depthMax: DECLARATION_MAX_DEPTH,
};

/**
 * A declaration as sent, already parsed from JSON: in its canonical order (sets sorted, members of
 * schemas sorted), or every fault with its JSON pointer into it. An input with too many keys or levels
 * is not looked into.
 */
export function validateDeclaration(
  input: unknown,
): { readonly declaration: Declaration } | { readonly faults: readonly Fault[] } {
  const report = new Report();
  if (!isMeasured(input, report, SIZE)) return { faults: report.faults };
  const read = declaration(input, '', report);
  if (read) checkDistinct(read, report);
  if (report.faults.length > 0) return { faults: report.faults };
  return { declaration: inOrder(read as Declaration) };
}

const eventType: Reader<string> = (value, field, report) => {
  if (isEventType(value)) return value;
  report.add(field, 'must be 1 to 8 tokens of a-z, 0-9 and - with dots between, at most 128 long');
  return undefined;
};

const between =
  (min: number, max: number): Reader<number> =>
  (value, field, report) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) {
      return value;
    }
    report.add(field, `must be an integer from ${min} to ${max}`);
    return undefined;
  };

const operation = matching(
  new RegExp(`^[!-~]{1,${OPERATION_MAX}}$`),
  `must be the name of an operation: 1 to ${OPERATION_MAX} printable ASCII characters, no spaces`,
);

const declaration: Reader<ReadDeclaration> = object<ReadDeclaration>(
  {
    emits: list(
      object<Emitted>({ type: eventType, schema: jsonObject, about: oneOf('user', 'nobody') }, [
        'schema',
      ]),
      EMITS_MAX,
    ),
    wants: list(object<Wanted>({ type: eventType, from: longId }, ['from']), WANTS_MAX),
    delivery: oneOf('push', 'pull'),
    inFlight: between(1, IN_FLIGHT_MAX),
    calls: list(operation, CALLS_MAX),
    authentication: oneOf('none', 'fresh'),
    retentionMs: between(1, Number.MAX_SAFE_INTEGER),
  },
  ['inFlight', 'retentionMs'],
);

function checkDistinct(read: ReadDeclaration, report: Report): void {
  distinct(
    (read.emits ?? []).map((one, at) => [`/emits/${at}/type`, one?.type] as const),
    report,
  );
  distinct(
    (read.wants ?? []).map((one, at) => [`/wants/${at}`, one && wantOf(one)] as const),
    report,
  );
  distinct(
    (read.calls ?? []).map((one, at) => [pointer('/calls', at), one] as const),
    report,
  );
}

const wantOf = ({ type, from }: Partial<Wanted>): string | undefined =>
  type === undefined ? undefined : `${type} ${from ?? ''}`;

/** Members too stand in one order, so that equal declarations are equal texts. */
function inOrder(read: Declaration): Declaration {
  const { emits, wants, delivery, inFlight, calls, authentication, retentionMs } = read;
  return {
    emits: emits.map(emittedInOrder).sort((a, b) => (a.type < b.type ? -1 : 1)),
    wants: wants
      .map(wantedInOrder)
      .sort((a, b) => ((wantOf(a) ?? '') < (wantOf(b) ?? '') ? -1 : 1)),
    delivery,
    ...(inFlight === undefined ? {} : { inFlight }),
    calls: calls.toSorted(),
    authentication,
    ...(retentionMs === undefined ? {} : { retentionMs }),
  };
}

const emittedInOrder = ({ type, schema, about }: Emitted): Emitted => ({
  type,
  ...(schema === undefined ? {} : { schema }),
  about,
});

const wantedInOrder = ({ type, from }: Wanted): Wanted => ({
  type,
  ...(from === undefined ? {} : { from }),
});
