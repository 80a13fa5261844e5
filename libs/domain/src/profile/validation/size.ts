import { DOCUMENT_MAX_BYTES, DOCUMENT_MAX_DEPTH, DOCUMENT_MAX_KEYS } from '../../limits.js';
import type { Report } from './report.js';

const utf8 = new TextEncoder();

/**
 * Reports what is too large; answers whether the input may be looked into all the same. Counted
 * without recursion, so that no depth overflows the stack.
 */
export function isMeasured(input: unknown, report: Report): boolean {
  let level: unknown[] = [input];
  let keys = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DOCUMENT_MAX_DEPTH) return refuse(report, `has over ${DOCUMENT_MAX_DEPTH} levels`);
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      const members = Object.values(value);
      if (!Array.isArray(value)) keys += members.length;
      for (const member of members) below.push(member);
    }
    if (keys > DOCUMENT_MAX_KEYS) return refuse(report, `has over ${DOCUMENT_MAX_KEYS} keys`);
    level = below;
  }
  const bytes = utf8.encode(JSON.stringify(input)).length;
  if (bytes > DOCUMENT_MAX_BYTES) {
    report.add('', `has ${bytes} bytes, at most ${DOCUMENT_MAX_BYTES} are allowed`);
  }
  return true;
}

function refuse(report: Report, message: string): false {
  report.add('', message);
  return false;
}
