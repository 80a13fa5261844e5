import type { Fault } from '../../words.js';

/** Collects every fault of a document, not the first alone. */
export class Report {
  readonly faults: Fault[] = [];

  /** `field`: JSON pointer (RFC 6901) into the document. */
  add(field: string, message: string): void {
    this.faults.push({ field, message });
  }
}

/** Reads one value: answers what could be read of it, and reports what is wrong with it. */
export type Reader<T> = (value: unknown, field: string, report: Report) => T | undefined;

/** The pointer to a member of what is at `field`. */
export function pointer(field: string, member: string | number): string {
  const token = String(member).replaceAll('~', '~0').replaceAll('/', '~1');
  return `${field}/${token}`;
}
