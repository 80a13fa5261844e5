import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { readSite } from './site.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liaison-site-'));
  await mkdir(join(folder, 'page', 'static'), { recursive: true });
  await mkdir(join(folder, 'sdk', 'deep'), { recursive: true });
  await put('page/site.json', JSON.stringify({ '/': 'static', '/sdk/': '../sdk' }));
  await put('page/static/index.html', '<script type="importmap">{}</script>');
  await put('page/static/secret.txt', 'nothing for others');
  await put('sdk/deep/a.js', 'export {};');
  await put('sdk/a.spec.js', 'test');
});
afterEach(() => rm(folder, { recursive: true }));

const put = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

it('a page is what its site.json names: documents, styles and scripts', async () => {
  const site = await readSite(join(folder, 'page'));
  expect([...site.keys()].toSorted()).toEqual(['/', '/index.html', '/sdk/deep/a.js']);
  expect(site.get('/sdk/deep/a.js')?.type).toBe('text/javascript; charset=utf-8');
});

it('a page may run its own scripts and its import map, and nothing else', async () => {
  const site = await readSite(join(folder, 'page'));
  // SHA-256 of {}
  const hash = "'sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='";
  expect(site.get('/')?.policy).toContain(`default-src 'none'; script-src 'self' ${hash};`);
  expect(site.get('/sdk/deep/a.js')?.policy).toContain("script-src 'self';");
});

it('a page without a beginning is none, and so is none at all', async () => {
  await rm(join(folder, 'page', 'static', 'index.html'));
  await expect(readSite(join(folder, 'page'))).rejects.toThrow('has no index.html');
  expect((await readSite('')).size).toBe(0);
});
