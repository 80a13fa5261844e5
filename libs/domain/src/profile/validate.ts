import { CONTACTS_MAX, MODES_MAX, RULES_MAX } from '../limits.js';
import { ruleFaults } from '../periods/rule.js';
import { Work } from '../periods/work.js';
import { isKnownZone } from '../periods/zone.js';
import type { Fault } from '../words.js';
import type { AvailabilityRule, ProfileDocument } from './document.js';
import { longId, shortId } from './validation/ids.js';
import { label } from './validation/label.js';
import { mode, type ReadMode } from './validation/mode.js';
import { distinct, list, object, oneOf } from './validation/readers.js';
import { pointer, Report, type Reader } from './validation/report.js';
import { isMeasured } from './validation/size.js';

type ReadProfile = Partial<
  Omit<ProfileDocument, 'contacts' | 'modes'> & {
    readonly contacts: readonly (string | undefined)[];
    readonly modes: readonly (ReadMode | undefined)[];
  }
>;

/**
 * A profile as uploaded, already parsed from JSON: the document in its normal form (the sets of ids
 * in audiences sorted, text in Unicode form C), or every fault with its JSON pointer into it. An
 * input with too many keys or levels is not looked into.
 */
export function validateProfile(
  input: unknown,
): { readonly document: ProfileDocument } | { readonly faults: readonly Fault[] } {
  const report = new Report();
  if (!isMeasured(input, report)) return { faults: report.faults };
  const read = profile(input, '', report);
  if (read) checkContacts(read, report);
  if (read) checkModes(read, report);
  if (read) checkRules(read, report);
  if (report.faults.length > 0) return { faults: report.faults };
  return { document: read as ProfileDocument };
}

const zone: Reader<string> = (value, field, report) => {
  if (typeof value === 'string' && isKnownZone(value)) return value;
  report.add(field, 'must be the name of an IANA time zone, as Europe/Paris');
  return undefined;
};

const profile: Reader<ReadProfile> = object<ReadProfile>({
  profile: longId,
  label,
  zone,
  contacts: list(shortId, CONTACTS_MAX),
  authorisation: oneOf('open', 'required'),
  defaultMode: longId,
  modes: list(mode, MODES_MAX),
});

function checkContacts(read: ReadProfile, report: Report): void {
  const contacts = read.contacts ?? [];
  distinct(
    contacts.map((contact, index) => [pointer('/contacts', index), contact] as const),
    report,
  );
}

function checkModes(read: ReadProfile, report: Report): void {
  const modes = read.modes;
  if (!modes) return;
  const members = (name: 'mode' | 'order') =>
    modes.map((one, index) => [`/modes/${index}/${name}`, one?.[name]] as const);
  distinct(members('mode'), report);
  distinct(members('order'), report);
  if (modes.length === 0) report.add('/modes', 'must have at least one mode');
  if (read.defaultMode !== undefined && !modes.some((one) => one?.mode === read.defaultMode)) {
    report.add('/defaultMode', 'is the id of none of the modes');
  }
}

function checkRules(read: ReadProfile, report: Report): void {
  const rules = (read.modes ?? []).flatMap((one, index) =>
    (one?.rules ?? []).map((rule, place) => ({ rule, field: `/modes/${index}/rules/${place}` })),
  );
  if (rules.length > RULES_MAX) {
    report.add('/modes', `have ${rules.length} rules, at most ${RULES_MAX} are allowed`);
  }
  const work = new Work();
  for (const { rule, field } of rules.slice(0, RULES_MAX)) {
    if (!isComplete(rule)) continue;
    const faults = ruleFaults(rule, read.zone);
    for (const fault of faults) report.add(pointer(field, fault.member), fault.message);
    const isRight = read.zone !== undefined && faults.length === 0;
    const message = isRight ? work.add(rule, read.zone) : undefined;
    if (message !== undefined) report.add(pointer(field, 'recur'), message);
  }
}

/** A recurrence that is no text has been reported, and is missing here. */
function isComplete(rule: Partial<AvailabilityRule> | undefined): rule is AvailabilityRule {
  return rule?.start !== undefined && rule.end !== undefined;
}
