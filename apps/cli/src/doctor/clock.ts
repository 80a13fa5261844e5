import type { ClockDifference } from '@liaison/bus';
import { type Finding, failure, fine, warning } from './finding.js';

/** A command made by a clock so far ahead is refused (`clock-ahead`). */
const REFUSED_MS = 5_000;
const NOTICED_MS = 1_000;

/** Judges how this machine's clock stands beside the engine's. */
export function judgedClock({ aheadMs, uncertainMs }: ClockDifference): Finding {
  const apartMs = Math.max(0, Math.abs(aheadMs) - uncertainMs);
  const side = aheadMs > 0 ? 'ahead of' : 'behind';
  const message = `this machine's clock is ${Math.round(Math.abs(aheadMs))} ms ${side} the engine's`;
  const fix = 'let both keep their time by NTP (`timedatectl set-ntp true`)';
  if (apartMs >= REFUSED_MS) return failure('clock', message, fix);
  if (apartMs >= NOTICED_MS) return warning('clock', message, fix);
  return fine('clock', `${message} (give or take ${Math.ceil(uncertainMs)} ms)`);
}
