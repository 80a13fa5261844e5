import { modeOf } from '../harness/people.js';

type Changes = Record<string, unknown>;

/** Two conditions that say different things of one user, and which of them wins. */
export interface ConflictRow {
  readonly statement: string;
  readonly says: string;
  readonly state: string;
  readonly line: number;
  readonly profile: (bob: string) => Changes;
  readonly activate?: string;
  /** What the target decides about the viewer, one after the other. */
  readonly consent?: readonly string[];
  readonly disconnect?: true;
}

const transfer = { availability: { state: 'transfer', number: '+33140000000' } };
const notAvailable = { availability: { state: 'not-available' } };
const hidden = { availability: { state: 'unknown' } };
const office = (changes: Changes): Changes => ({ modes: [modeOf('office', 1, changes)] });
const required = { authorisation: 'required' };

/** Every pair of conditions that conflict, by the statement whose state wins. */
export const rows: readonly ConflictRow[] = [
  {
    statement: 'C4.1',
    says: 'connectable: the viewer is named by the manual mode, the default would hide',
    state: 'connectable',
    line: 8,
    profile: (bob) => ({
      modes: [modeOf('office', 1, hidden), modeOf('here', 2, { audience: { only: [bob] } })],
    }),
    activate: 'here',
  },
  {
    statement: 'C4.1',
    says: 'connectable: the manual mode sends the others on to the default',
    state: 'connectable',
    line: 8,
    profile: () => ({
      modes: [
        modeOf('office', 1),
        modeOf('for-friends', 2, { ...notAvailable, audience: { only: [], others: 'next' } }),
      ],
    }),
    activate: 'for-friends',
  },
  {
    statement: 'C4.2',
    says: 'not-connectable: not-available by hand, available by default, a terminal connected',
    state: 'not-connectable',
    line: 7,
    profile: () => ({ modes: [modeOf('office', 1), modeOf('away', 2, notAvailable)] }),
    activate: 'away',
  },
  {
    statement: 'C4.2',
    says: 'not-connectable: available for the viewer alone, no terminal connected',
    state: 'not-connectable',
    line: 7,
    profile: (bob) => office({ audience: { only: [bob] } }),
    disconnect: true,
  },
  {
    statement: 'C4.3',
    says: 'subject-to-authorisation hides a transfer',
    state: 'subject-to-authorisation',
    line: 4,
    profile: () => ({ ...office(transfer), ...required }),
  },
  {
    statement: 'C4.3',
    says: 'subject-to-authorisation hides that no terminal is connected',
    state: 'subject-to-authorisation',
    line: 4,
    profile: () => ({ ...office({}), ...required }),
    disconnect: true,
  },
  {
    statement: 'C4.3',
    says: 'subject-to-authorisation: a mode that is not active names the viewer, the active one not',
    state: 'subject-to-authorisation',
    line: 4,
    profile: (bob) => ({
      modes: [
        modeOf('office', 1, { audience: { only: [] } }),
        modeOf('friends', 2, { audience: { only: [bob] } }),
      ],
      ...required,
    }),
  },
  {
    statement: 'C4.4',
    says: 'in-transfer: transferred by hand, not-available by default, no terminal connected',
    state: 'in-transfer',
    line: 6,
    profile: () => ({
      modes: [modeOf('office', 1, notAvailable), modeOf('driving', 2, transfer)],
    }),
    activate: 'driving',
    disconnect: true,
  },
  {
    statement: 'C4.4',
    says: 'in-transfer for whom the mode names, and it names the viewer',
    state: 'in-transfer',
    line: 6,
    profile: (bob) => office({ ...transfer, audience: { only: [bob] } }),
  },
  {
    statement: 'C4.5',
    says: 'unknown: a block beats an available mode',
    state: 'unknown',
    line: 3,
    profile: (bob) => office({ audience: { only: [bob] } }),
    consent: ['contact.block'],
  },
  {
    statement: 'C4.5',
    says: 'unknown: a block beats a transfer',
    state: 'unknown',
    line: 3,
    profile: () => office(transfer),
    consent: ['contact.block'],
  },
  {
    statement: 'C4.5',
    says: 'unknown: a block beats an authorisation that is required',
    state: 'unknown',
    line: 3,
    profile: () => ({ ...office({}), ...required }),
    consent: ['contact.block'],
  },
  {
    statement: 'C4.5',
    says: 'unknown: a block beats that no terminal is connected',
    state: 'unknown',
    line: 3,
    profile: () => office({}),
    consent: ['contact.block'],
    disconnect: true,
  },
  {
    statement: 'C4.5',
    says: 'unknown: an authorisation is required where no mode says anything to the viewer',
    state: 'unknown',
    line: 4,
    profile: (bob) => ({ ...office({ audience: { except: [bob] } }), ...required }),
  },
  {
    statement: 'C4.5',
    says: 'unknown: an authorisation is required, and the state is unknown',
    state: 'unknown',
    line: 4,
    profile: () => ({ ...office(hidden), ...required }),
  },
  {
    statement: 'C4.5',
    says: 'unknown: the mode transfers, but not for the viewer',
    state: 'unknown',
    line: 5,
    profile: (bob) => office({ ...transfer, audience: { except: [bob] } }),
  },
  {
    statement: 'C4.5',
    says: 'unknown: the manual mode stops the viewer, the default would cover them',
    state: 'unknown',
    line: 5,
    profile: () => ({
      modes: [modeOf('office', 1), modeOf('private', 2, { audience: { only: [] } })],
    }),
    activate: 'private',
  },
  {
    statement: 'C4.5',
    says: 'unknown: the state is unknown, and no terminal is connected',
    state: 'unknown',
    line: 5,
    profile: () => office(hidden),
    disconnect: true,
  },
  {
    statement: 'C4.1',
    says: 'connectable: a grant, where an authorisation is required',
    state: 'connectable',
    line: 8,
    profile: () => ({ ...office({}), ...required }),
    consent: ['authorisation.grant'],
  },
  {
    statement: 'C4.1',
    says: 'connectable: a block that is over gives back the grant beside it',
    state: 'connectable',
    line: 8,
    profile: () => ({ ...office({}), ...required }),
    consent: ['authorisation.grant', 'contact.block', 'contact.unblock'],
  },
  {
    statement: 'C4.2',
    says: 'not-connectable: a grant shows no more than there is to see',
    state: 'not-connectable',
    line: 7,
    profile: () => ({ ...office(notAvailable), ...required }),
    consent: ['authorisation.grant'],
  },
  {
    statement: 'C4.3',
    says: 'subject-to-authorisation: a grant that was withdrawn hides a transfer',
    state: 'subject-to-authorisation',
    line: 4,
    profile: () => ({ ...office(transfer), ...required }),
    consent: ['authorisation.grant', 'authorisation.withdraw'],
  },
  {
    statement: 'C4.3',
    says: 'subject-to-authorisation: a denial beats the grant before it',
    state: 'subject-to-authorisation',
    line: 4,
    profile: () => ({ ...office({}), ...required }),
    consent: ['authorisation.grant', 'authorisation.deny'],
  },
  {
    statement: 'C4.4',
    says: 'in-transfer: a grant shows it, where an authorisation is required',
    state: 'in-transfer',
    line: 6,
    profile: () => ({ ...office(transfer), ...required }),
    consent: ['authorisation.grant'],
  },
  {
    statement: 'C4.5',
    says: 'unknown: a block beats a grant',
    state: 'unknown',
    line: 3,
    profile: () => ({ ...office({}), ...required }),
    consent: ['authorisation.grant', 'contact.block'],
  },
  {
    statement: 'C4.5',
    says: 'unknown: a grant beats no audience that stops the viewer',
    state: 'unknown',
    line: 5,
    profile: (bob) => ({ ...office({ audience: { except: [bob] } }), ...required }),
    consent: ['authorisation.grant'],
  },
];
