import { cp, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/** What of a checkout is copied; the rest is not needed to build it and to run its claims. */
const COPIED = [
  'apps',
  'deploy',
  'libs',
  'test',
  'nx.json',
  'package.json',
  'tsconfig.base.json',
  'tsconfig.json',
];
/** Our own packages: links into `apps` and `libs`, which in the copy have to lead into the copy. */
const OWN_PACKAGES = '@liaison';

/**
 * Copies a checkout, built files included, so that it can be broken while the checkout is worked on.
 * Other packages are linked, not copied.
 * @param {string} checkout
 * @param {string} copy a folder; whatever is there goes
 */
export async function copyCheckout(checkout, copy) {
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy, { recursive: true });
  const options = { recursive: true, preserveTimestamps: true, verbatimSymlinks: true };
  for (const name of COPIED) await cp(join(checkout, name), join(copy, name), options);
  const packages = join(checkout, 'node_modules');
  await mkdir(join(copy, 'node_modules'));
  for (const name of await readdir(packages)) {
    const [from, to] = [join(packages, name), join(copy, 'node_modules', name)];
    if (name === OWN_PACKAGES) await cp(from, to, options);
    else await symlink(from, to);
  }
}
