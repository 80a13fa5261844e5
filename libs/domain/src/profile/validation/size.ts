import { DOCUMENT_MAX_BYTES, DOCUMENT_MAX_DEPTH, DOCUMENT_MAX_KEYS } from '../../limits.js';
import type { Report } from './report.js';

const utf8 = new TextEncoder();

/** How large an input may be; bytes are those of its JSON. */
export interface SizeLimits {
  readonly bytesMax: number;
  readonly keysMax: number;
  readonly depthMax: number;
}

const DOCUMENT: SizeLimits = {
  bytesMax: DOCUMENT_MAX_BYTES,
  keysMax: DOCUMENT_MAX_KEYS,
  depthMax: DOCUMENT_MAX_DEPTH,
};

/**
 * Reports what is too large; answers whether the input may be looked into all the same. Counted
 * without recursion, so that no depth overflows the stack.
 */
export function isMeasured(input: unknown, report: Report, limits: SizeLimits = DOCUMENT): boolean {
  if (!isLookedInto(input, report, limits)) return false;
  const bytes = utf8.encode(JSON.stringify(input)).length;
  if (bytes > limits.bytesMax) {
    report.add('', `has ${bytes} bytes, at most ${limits.bytesMax} are allowed`);
  }
  return true;
}

function isLookedInto(input: unknown, report: Report, { keysMax, depthMax }: SizeLimits): boolean {
  let level: unknown[] = [input];
  let keys = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > depthMax) return refuse(report, `has over ${depthMax} levels`);
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      const members = Object.values(value);
      if (!Array.isArray(value)) keys += members.length;
      for (const member of members) below.push(member);
    }
    if (keys > keysMax) return refuse(report, `has over ${keysMax} keys`);
    level = below;
  }
  return true;
}

function refuse(report: Report, message: string): false {
  report.add('', message);
  return false;
}
