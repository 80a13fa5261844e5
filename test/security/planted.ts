import { randomBytes } from 'node:crypto';
import { quiet } from '../harness/await.js';
import { modeOf, profileOf } from '../harness/people.js';
import type { Terminal } from '../harness/terminal.js';

/** Between two requests of one terminal; they may send 20 a second. */
const PACE_MS = 60;
/** What makes this run's names its own. */
export const mark = randomBytes(4).toString('hex');
/** What alice has told of herself, and where; nothing of it may lie in the open, ever. */
export const planted = {
  login: `planted-login-${mark}@example.org`,
  'display name': `Planted Name ${mark}`,
  'label of a terminal': `planted terminal ${mark}`,
  'label of a profile': `planted profile ${mark}`,
  'name of a mode': `planted-mode-${mark}`,
  'own number': '+33140717273',
  'number transferred to': '+33140727374',
  password: `planted password ${mark}`,
};

/** A profile that holds what is planted of profiles and modes. */
export function secretProfile(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const mode = planted['name of a mode'];
  return profileOf({
    label: planted['label of a profile'],
    modes: [
      modeOf('office', 1),
      modeOf(mode, 2, {
        availability: { state: 'transfer', number: planted['number transferred to'] },
      }),
    ],
    ...changes,
  });
}

/** Uploads one version after the other until it is refused or cut off; answers how many. */
export async function uploadOn(terminal: Terminal): Promise<number> {
  const profile = secretProfile({ profile: 'draft' });
  let expectedVersion: number | undefined;
  for (let accepted = 0; ; accepted++) {
    const stored = await terminal
      .call<{ version: number }>('profile.upload', {
        profile,
        ...(expectedVersion === undefined ? {} : { expectedVersion }),
      })
      .catch(() => undefined);
    if (stored === undefined) return accepted;
    expectedVersion = stored.version;
    await quiet(PACE_MS);
  }
}
