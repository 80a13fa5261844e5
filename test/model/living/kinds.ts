import type { Kind } from './kind.js';
import { consentKinds } from './kinds-consent.js';
import { modeKinds } from './kinds-mode.js';
import { officeKinds } from './kinds-office.js';
import { operatorKinds } from './kinds-operator.js';
import { profileKinds } from './kinds-profile.js';
import { readingKinds } from './kinds-reading.js';
import { serviceKinds } from './kinds-service.js';
import { terminalKinds } from './kinds-terminal.js';

/** Every kind of command a run is made of, by its name. */
export const kinds: ReadonlyMap<string, Kind> = new Map(
  [
    ...profileKinds,
    ...modeKinds,
    ...consentKinds,
    ...terminalKinds,
    ...readingKinds,
    ...serviceKinds,
    ...officeKinds,
    ...operatorKinds,
  ].map((kind) => [kind.name, kind]),
);
