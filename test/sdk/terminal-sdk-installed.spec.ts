import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mayUseBrowser, openWindow, startBrowser } from '../harness/browser.js';
import { type Installed, compile, exampleOf, install } from '../harness/packed.js';
import { addPerson, connectNew, profileOf } from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';

const run = promisify(execFile);
const SDK = 'node_modules/@liaison/terminal-sdk/';

let system: System;
let sdk: Installed;
let site: Server;
let origin: string;
beforeAll(async () => {
  site = createServer(
    (request, response) =>
      void serve(request.url ?? '/').then(
        ({ type, text }) => response.setHeader('content-type', type).end(text),
        () => response.writeHead(404).end(),
      ),
  );
  await new Promise<void>((resolve) => void site.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  [system, sdk] = await Promise.all([
    System.start({ env: { LIAISON_ORIGINS: origin } }),
    install('terminal-sdk', ['ws', '@types/ws', '@types/node']),
  ]);
});
afterAll(async () => {
  site?.closeAllConnections();
  await new Promise((resolve) => site?.close(resolve));
  await sdk?.remove();
  await system?.stop();
});

/** The folder as it is: a page of one script, and what that imports. */
async function serve(path: string): Promise<{ readonly type: string; readonly text: string }> {
  const [name = ''] = path.slice(1).split('?');
  if (name === '') {
    const text =
      '<!doctype html><title>T</title><link rel="icon" href="data:,"><pre id="said"></pre><script type="module" src="page.mjs"></script>';
    return { type: 'text/html', text };
  }
  return { type: 'text/javascript', text: await readFile(join(sdk.folder, name), 'utf8') };
}

it('the terminal SDK is packed without specs and sources, and needs nothing else', async () => {
  const { files } = sdk;
  expect(files).toEqual(
    expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'README.md', 'package.json']),
  );
  expect(files.filter((file) => /\.spec\.|^src\//.test(file))).toEqual([]);
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    const text = await readFile(join(sdk.folder, SDK, file), 'utf8');
    const imports = [...text.matchAll(/\bfrom '([^']+)'/g)].map(([, from]) => from);
    expect([file, imports.filter((from) => !from?.startsWith('./'))]).toEqual([file, []]);
  }
});

it("from an empty folder its README's example runs as it is, and as strict TypeScript", async () => {
  const text = await exampleOf('terminal-sdk');
  await writeFile(join(sdk.folder, 'example.mjs'), text);
  const faulty = text.replace("kind: 'softphone'", "kind: 'toaster'");
  expect(await compile(sdk, faulty)).toMatch(/"toaster"/);
  expect(await compile(sdk, text)).toBe('');
  for (const file of ['example.mjs', 'typed.mjs']) {
    const { user, login, password } = await addPerson(system, 'erin');
    const args = [file, system.terminalUrl(), login, password];
    const { stdout } = await run(process.execPath, args, { cwd: sdk.folder });
    expect(stdout.trimEnd().split('\n')).toEqual([
      'connecting',
      'contacts []',
      'connected',
      `${user} is unknown`,
      'no-active-profile: activate one with profile.activate',
      'ended',
    ]);
  }
});

const name = mayUseBrowser ? 'in a browser' : 'in a browser (skipped: no Chromium on PATH)';
(mayUseBrowser ? describe : describe.skip)(name, () => {
  it('it is imported as it was installed, with no bundler, and its contacts move', async () => {
    const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
    const { terminal } = await connectNew(system, bob);
    await useProfile(terminal, profileOf());
    const own = {
      url: system.terminalUrl(),
      login: { login: alice.login, password: alice.password },
    };
    const profile = profileOf({ contacts: [bob.user] });
    await writeFile(
      join(sdk.folder, 'page.mjs'),
      `import { Terminal } from './${SDK}dist/index.js';
      const say = (...words) => { said.textContent += words.join(' ') + '\\n'; };
      const terminal = new Terminal({ ...${JSON.stringify(own)}, enrol: { kind: 'browser', label: 'Page' } });
      terminal.on('line', ({ state }) => say(state));
      terminal.on('snapshot', ({ contacts }) => say('contacts', JSON.stringify(contacts)));
      terminal.on('connectability', ({ user, state }) => say(user, 'is', state));
      await terminal.connect();
      await terminal.call('profile.upload', { profile: ${JSON.stringify(profile)} });
      await terminal.call('profile.activate', { profile: 'work' });`,
    );
    const browser = await startBrowser();
    try {
      const { page, complaints } = await openWindow(browser, `${origin}/`);
      const said = page.locator('#said');
      await said.filter({ hasText: `contacts [["${bob.user}","connectable"]]` }).waitFor();
      await terminal.close();
      await said.filter({ hasText: `${bob.user} is not-connectable` }).waitFor();
      const lines = (await said.textContent())?.split('\n') ?? [];
      expect(lines).toEqual(expect.arrayContaining(['connecting', 'connected', 'contacts []']));
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
