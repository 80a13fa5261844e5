import type { EnrolledTerminal } from '../account/state.js';
import type { Fault } from '../words.js';
import type { ProfileDocument } from './document.js';

/**
 * What a valid document may not say of its owner, whose enrolled terminals these are: a transfer
 * terminal that is not theirs, a transfer to a number of their own.
 */
export function ownerFaults(
  document: ProfileDocument,
  terminals: readonly EnrolledTerminal[],
): readonly Fault[] {
  const ids = new Set(terminals.map((enrolled) => enrolled.terminal));
  const numbers = new Set(terminals.map((enrolled) => enrolled.number));
  const faults: Fault[] = [];
  for (const [index, mode] of document.modes.entries()) {
    const { availability, transferTerminal } = mode;
    if (availability.state === 'transfer' && numbers.has(availability.number)) {
      const field = `/modes/${index}/availability/number`;
      faults.push({ field, message: 'is the number of one of your own terminals' });
    }
    if (transferTerminal !== undefined && !ids.has(transferTerminal)) {
      const field = `/modes/${index}/transferTerminal`;
      faults.push({ field, message: 'is none of your enrolled terminals' });
    }
  }
  return faults;
}
