import type { Connectability } from '@liaison/terminal-sdk';

/** How a state is shown: by a sign and by words, so never by its colour alone. */
export const STATES: Readonly<Record<Connectability, readonly [sign: string, words: string]>> = {
  connectable: ['●', 'connectable'],
  'in-transfer': ['➜', 'connectable by transfer'],
  'not-connectable': ['✕', 'not connectable'],
  'subject-to-authorisation': ['?', 'subject to authorisation'],
  unknown: ['○', 'unknown'],
};

/** A state in words. */
export const said = (state: Connectability): string => STATES[state][1];
