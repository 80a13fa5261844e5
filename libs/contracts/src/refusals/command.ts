import type { RefusalEntry } from './entry.js';

/** How a message was written, when it came, and what became of it. */
export const commandRefusals = {
  malformed: {
    message: 'the message is not written as it must be',
    fix: 'compare it with the schemas served at /schemas',
  },
  'unknown-method': {
    message: 'there is no such method',
    fix: 'take a method of /asyncapi.json',
  },
  'too-large': {
    message: 'more than may be sent at once',
    fix: 'send less: terminal.connect answers the limits',
  },
  'too-many-requests': {
    message: 'more requests than this terminal or user may send',
    fix: 'wait a moment, or as long as retryAfterMs says; then send fewer',
  },
  'command-too-old': {
    message: 'the command was made more than 24 hours ago',
    fix: 'make a new command id, if the change is still wanted',
  },
  'clock-ahead': {
    message: "the command's time lies ahead of the server's",
    fix: 'make command ids from serverTime, as terminal.connect answers it',
  },
  'command-reused': {
    message: 'this command id was used before, for something else',
    fix: 'make a new command id for every change',
  },
  'outcome-unknown': {
    message: 'the change may or may not have been stored',
    fix: 'send the same request again with the command id given here: it acts once',
  },
  unavailable: {
    message: 'a part of the server that this needs does not answer',
    fix: 'try again in a moment; nothing was changed',
  },
  internal: {
    message: 'the server made a mistake',
    fix: 'try again; if it stays, give the operator the correlation id',
  },
} as const satisfies Record<string, RefusalEntry>;
