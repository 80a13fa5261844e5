import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type BuildOptions, type Plugin, build } from 'esbuild';
import { OPTIONS, mainOf } from '../../deploy/local/bundle.mjs';
import { CHECKOUT } from './processes.js';

/** One line of a box as it will be said one day: in a file as the compiler made it. */
export interface Change {
  /** `libs/contracts/dist/facts/terminal/connected.js` */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A box's program of a next version, in a folder of its own. */
export interface NextVersion {
  /** To be started in place of the box's own. */
  readonly script: string;
  remove(): Promise<void>;
}

/** Puts a box's program together from the compiled sources, some lines changed. */
export async function nextVersion(box: string, changes: readonly Change[]): Promise<NextVersion> {
  const parent = join(CHECKOUT, '.liaison', 'next');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, `${box}-`));
  await build({
    ...(OPTIONS as BuildOptions),
    absWorkingDir: CHECKOUT,
    outdir: folder,
    entryPoints: [{ in: mainOf(box), out: box }],
    plugins: [changing(changes)],
  });
  return {
    script: relative(CHECKOUT, join(folder, `${box}.js`)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function changing(changes: readonly Change[]): Plugin {
  return {
    name: 'changes',
    setup: (bundling) => {
      const files = new Set(changes.map(({ file }) => join(CHECKOUT, file)));
      bundling.onLoad({ filter: /\/dist\/.*\.js$/ }, async ({ path }) => {
        if (!files.has(path)) return undefined;
        let contents = await readFile(path, 'utf8');
        for (const { file, find, replace } of changes) {
          if (join(CHECKOUT, file) !== path) continue;
          if (contents.split(find).length !== 2) throw new Error(`${file} has not once ${find}`);
          contents = contents.replace(find, () => replace);
        }
        return { contents, loader: 'js' };
      });
    },
  };
}
