import type { DomainRefusal, Fault } from '@liaison/domain';
import type { Refusal } from '../commands.js';
import { commandRefusals } from './command.js';
import type { RefusalEntry } from './entry.js';
import { eventRefusals } from './event.js';
import { identityRefusals } from './identity.js';
import { serviceRefusals } from './service.js';
import { userRefusals } from './user.js';

/** The catalogue: every refusal by its code. Codes bind once met: add, never rename. */
export const refusals = {
  ...identityRefusals,
  ...userRefusals,
  ...commandRefusals,
  ...serviceRefusals,
  ...eventRefusals,
} as const satisfies Record<DomainRefusal, RefusalEntry> & Record<string, RefusalEntry>;

/** A name of the catalogue. */
export type RefusalCode = keyof typeof refusals;

/** Whether a text is a name of the catalogue. */
export const isRefusalCode = (code: string): code is RefusalCode => Object.hasOwn(refusals, code);

/** A refusal with its catalogue's message and fix; those of `extra` say more than the catalogue. */
export function refusal(
  code: RefusalCode,
  extra: {
    readonly field?: string | undefined;
    readonly message?: string | undefined;
    readonly fix?: string | undefined;
    readonly faults?: readonly Fault[] | undefined;
    readonly retryAfterMs?: number | undefined;
  } = {},
): Refusal {
  const { message, fix } = refusals[code];
  return {
    code,
    message: extra.message ?? message,
    fix: extra.fix ?? fix,
    ...(extra.field === undefined ? {} : { field: extra.field }),
    ...(extra.faults === undefined ? {} : { faults: extra.faults }),
    ...(extra.retryAfterMs === undefined ? {} : { retryAfterMs: extra.retryAfterMs }),
  };
}
