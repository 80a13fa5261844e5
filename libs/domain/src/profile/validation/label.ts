import { LABEL_MAX } from '../../limits.js';
import type { Reader } from './report.js';

/** A name for people, answered in Unicode normal form C. */
export const label: Reader<string> = (value, field, report) => {
  if (typeof value !== 'string' || value.trim() === '') {
    report.add(field, 'must be a text that is not empty');
    return undefined;
  }
  if (/[\p{Cc}\p{Surrogate}]/u.test(value)) {
    report.add(field, 'must hold no control characters and no halves of characters');
    return undefined;
  }
  const text = value.normalize('NFC');
  if (Array.from(text).length > LABEL_MAX) {
    report.add(field, `must have at most ${LABEL_MAX} characters`);
    return undefined;
  }
  return text;
};
