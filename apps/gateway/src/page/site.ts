import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** Files by the path they are asked for. */
export type Site = ReadonlyMap<string, SiteFile>;

export interface SiteFile {
  readonly type: string;
  readonly body: Buffer;
  /** Content-Security-Policy. */
  readonly policy: string;
}

/** What is served, by the end of a name; nothing else is. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};
const INDEX = '/index.html';
const INLINE_SCRIPT = /<script type="importmap">([\s\S]*?)<\/script>/g;

/**
 * Reads a page whole: its `site.json` says which folder of files is served below which path,
 * `{"/page/": "dist"}`. What is asked for later is looked up here and nowhere else. An empty name: no
 * page.
 */
export async function readSite(folder: string): Promise<Site> {
  const site = new Map<string, SiteFile>();
  if (folder === '') return site;
  const places = JSON.parse(await readFile(join(folder, 'site.json'), 'utf8')) as object;
  for (const [path, place] of Object.entries(places)) {
    await addFolder(site, path, join(folder, String(place)));
  }
  const index = site.get(INDEX);
  if (index === undefined) throw new Error(`the page in ${folder} has no index.html`);
  return site.set('/', index);
}

async function addFolder(site: Map<string, SiteFile>, path: string, folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  for (const entry of entries) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined || entry.name.endsWith('.spec.js')) continue;
    const file = join(entry.parentPath, entry.name);
    const body = await readFile(file);
    const name = file.slice(folder.length).replaceAll('\\', '/').replace(/^\//, '');
    site.set(`${path}${name}`, { type, body, policy: policyOf(body.toString('utf8')) });
  }
}

/** Of ours, from here, and nothing made up on the way; of inline scripts the import map alone. */
function policyOf(text: string): string {
  const hashes = [...text.matchAll(INLINE_SCRIPT)].map(
    ([, script = '']) => ` 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src 'self'${hashes.join('')}`,
    "style-src 'self'",
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}
