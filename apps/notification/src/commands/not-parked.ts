import { type CommandReply, refusal } from '@liaison/contracts';
import type { CopyStanding } from '@liaison/domain';

const CODES = {
  unknown: 'unknown-notification',
  pending: 'not-parked',
  parked: 'unknown-notification',
  acknowledged: 'settled',
  expired: 'settled',
  erased: 'settled',
} as const;

/** Why a copy cannot be shown as parked, by how it stands. */
export const notParked = (standing: CopyStanding): CommandReply => ({
  refused: refusal(CODES[standing], { field: '/copy' }),
});
