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
  readonly deactivate?: true;
  readonly disconnect?: true;
}

export const transfer = { availability: { state: 'transfer', number: '+33140000000' } };
export const notAvailable = { availability: { state: 'not-available' } };
export const hidden = { availability: { state: 'unknown' } };
export const office = (changes: Changes): Changes => ({ modes: [modeOf('office', 1, changes)] });
export const required = { authorisation: 'required' };
