import { expect } from '@jest/globals';
import type { BoxName, System } from './system.js';

/** A box that is started on this database ends, and says why: plainly, and without the password. */
export async function endsAtStart(
  system: System,
  box: BoxName,
  {
    url,
    password,
    said,
  }: { readonly url: string; readonly password: string; readonly said: RegExp },
): Promise<void> {
  const failure = await system.startBox(box, { LIAISON_MONGODB_URL: url }).then(
    () => 'it started',
    (error: Error) => error.message,
  );
  expect(failure).toMatch(/ended with 1/);
  expect(failure).toMatch(/cannot start: /);
  expect(failure).toMatch(said);
  expect(failure).not.toContain(password);
  expect(failure).not.toMatch(/(\n|\\n)\s+at /);
}
