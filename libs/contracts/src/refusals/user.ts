import type { RefusalEntry } from './entry.js';

/** Terminals, profiles, modes and consents of a user. */
export const userRefusals = {
  'unknown-terminal': {
    message: 'the user has no such terminal',
    fix: 'take an id of terminal.list, or enrol the terminal with terminal.enrol',
  },
  'too-many-terminals': {
    message: 'the user has as many terminals as one may have',
    fix: 'remove one with terminal.remove',
  },
  'unknown-profile': {
    message: 'the user has no such profile',
    fix: 'take an id of profile.list, or upload the profile with profile.upload',
  },
  'unknown-mode': {
    message: 'the profile has no such mode',
    fix: 'take a mode of the document that profile.get answers',
  },
  'no-active-profile': {
    message: 'no profile is active',
    fix: 'activate one with profile.activate',
  },
  'invalid-profile': {
    message: 'the profile document is not valid',
    fix: 'correct every fault listed: each names its place and what belongs there',
  },
  'version-conflict': {
    message: 'the profile has another version than expected',
    fix: 'read it with profile.get, and upload again with its version as expectedVersion',
  },
  'too-many-profiles': {
    message: 'the user has as many profiles as one may have',
    fix: 'delete one with profile.delete',
  },
  'in-use': {
    message: 'what is active would go away',
    fix: 'activate another profile or mode first, or deactivate this one',
  },
  'until-past': {
    message: 'it would have ended already',
    fix: 'give a later instant, or leave it out',
  },
  'at-future': {
    message: 'that instant has not come yet',
    fix: 'give one that is over; profile.preview tells of days to come',
  },
  'not-registered-then': {
    message: 'the user was not registered yet at that instant',
    fix: 'give a later one',
  },
  'not-recorded': {
    message: 'what this viewer was shown by then is not recorded',
    fix: 'ask for the past that was held or true; an operator can have it recorded with LIAISON_SHOWN',
  },
  'past-too-long': {
    message: 'more happened around that instant than one question may look at',
    fix: 'ask about another instant',
  },
  'preview-too-long': {
    message: 'the preview would have more periods than one answer may',
    fix: 'ask for fewer days, or about fewer viewers',
  },
  yourself: {
    message: 'this is about another user, never about oneself',
    fix: 'give the id of somebody else',
  },
  'too-many-consents': {
    message: 'the user has as many grants, denials and blocks as one may have',
    fix: 'withdraw or unblock one first',
  },
  'no-grant': {
    message: 'there is no grant in force',
    fix: 'nothing is to be withdrawn',
  },
  'no-request': {
    message: 'nobody asked, or the request is over',
    fix: 'take a user of authorisation.list',
  },
} as const satisfies Record<string, RefusalEntry>;
