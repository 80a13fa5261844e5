import { fileURLToPath } from 'node:url';
import { bundle } from '../deploy/local/bundle.mjs';

/** Before tests of whole systems: what they start is what was compiled last. */
export default async function () {
  await bundle(fileURLToPath(new URL('..', import.meta.url)));
}
