import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { type Window, mayUseBrowser, openWindow, startBrowser } from '../harness/browser.js';
import { Group } from '../harness/group.js';
import { modeOf } from '../harness/people.js';
import { CHECKOUT } from '../harness/processes.js';
import {
  A_NEW_ONE,
  logIn,
  openDocument,
  saveDocument,
  shows,
  useModeOf,
  useProfileOf,
} from './seen.js';

const LIAISON = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');
/** What is printed of the page. */
const PRINTED = /^Page to try it: (?<url>\S+), log in as (?<login>\S+) with (?<password>\S+)$/;
/** Of somebody without meetings: the example's own are by the minute, and alice is told by them. */
const CALENDAR = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Liaison//Test//EN', 'END:VCALENDAR'];

const [alice, bob, carol] = [{ user: 'alice' }, { user: 'bob' }, { user: 'carol' }];
const dave = { user: 'dave' };
const erin = { user: 'erin', login: 'erin@example.org', password: 'a long secret' };

/** The README's draft as its reader has it then; in a zone where it is noon, no period ends soon. */
async function closedWeek(): Promise<Record<string, unknown>> {
  const readme = await readFile(join(CHECKOUT, 'README.md'), 'utf8');
  const week = JSON.parse(/```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? '') as object;
  const west = new Date().getUTCHours() - 12;
  const zone = `Etc/GMT${west < 0 ? '' : '+'}${west}`;
  return { ...week, zone, authorisation: 'required' };
}

/** Asks for authorisation by the form about somebody else. */
async function ask({ page }: Window, user: string): Promise<void> {
  await page.getByLabel('User id').fill(user);
  await page.getByRole('button', { name: 'Ask for authorisation' }).click();
}

const nameOf = mayUseBrowser
  ? 'the page that the development server shows'
  : 'the page that the development server shows (skipped: no Chromium on PATH)';
(mayUseBrowser ? describe : describe.skip)(nameOf, () => {
  let folder: string;
  let data: string;
  let dev: Group;
  let browser: Browser;
  let printed: { readonly url: string; readonly login: string; readonly password: string };
  let daves: Window;
  let erins: Window;
  /** How many lines of what is printed have been looked at. */
  let heard = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-page-'));
    data = join(folder, 'data');
    const ics = join(folder, 'own.ics');
    await writeFile(ics, CALENDAR.join('\r\n'));
    dev = Group.start(process.execPath, [LIAISON, 'dev', '--ics', ics, '--data', data]);
    browser = await startBrowser();
    const line = await dev.said('the address of the page is printed', () =>
      dev.other.map((said) => PRINTED.exec(said)?.groups).find((groups) => groups !== undefined),
    );
    printed = line as typeof printed;
    await says("alice's phone activates the mode driving");
  });
  afterAll(async () => {
    await browser?.close();
    await dev?.end();
    await rm(folder, { recursive: true, force: true });
  });

  /** Waits until the story says this, after what it was waited for before. */
  async function says(words: string): Promise<void> {
    heard = await dev.said(words, () => {
      const at = dev.other.findIndex((line, place) => place >= heard && line.includes(words));
      return at < 0 ? undefined : at + 1;
    });
  }

  it('lets in whom it names, and moves his contacts as the story goes on', async () => {
    daves = await openWindow(browser, printed.url);
    await logIn(daves, printed);
    await daves.page.getByText(/^You are dave, connectable: the profile shift,/).waitFor();
    heard = dev.other.length;
    await says("bob's phone hides bob from dave");
    await shows(daves, bob, 'unknown');
    await says("alice's phone switches to the profile home, which shows alice to carol only");
    await shows(daves, alice, 'unknown');
    await says("bob's phone shows bob to dave again");
    await shows(daves, bob, 'connectable');
    await says("alice's phone switches back to the profile work");
    await shows(daves, alice, 'connectable');
    await shows(daves, carol, 'unknown');
  });

  it('shows a new user the week of a draft as the other would be told it', async () => {
    const { user, login, password } = erin;
    const flags = ['--id', user, '--name', 'Erin', '--password', password, '--data', data];
    const adding = Group.start(process.execPath, [LIAISON, 'user', 'add', login, ...flags]);
    expect({ code: await adding.gone, said: adding.other }).toEqual({
      code: 0,
      said: ['user erin registered, login erin@example.org'],
    });
    erins = await openWindow(browser, printed.url);
    const { page } = erins;
    await logIn(erins, erin);
    await openDocument(page, A_NEW_ONE);
    const week = await closedWeek();
    await page.getByLabel('Document, as JSON').fill(JSON.stringify(week));
    await page.getByRole('button', { name: 'Show its week' }).click();
    const days = page.getByRole('table', { name: `week, in ${String(week['zone'])}` });
    const row = days.getByRole('row').filter({ hasText: '09:00–17:30 office' }).last();
    await row.filter({ hasText: '17:30–24:00 no rule: the default mode' }).waitFor();
    expect(await row.locator('rect').count()).toBe(3);
    await page.getByLabel('Show', { exact: true }).selectOption('dave');
    await days.getByText('00:00–24:00 subject to authorisation').first().waitFor();
    await saveDocument(page, week);
    await useProfileOf(page, 'week');
    await useModeOf(page, 'office');
    await shows(erins, dave, 'connectable');
  });

  it('lets one ask, and the other grant', async () => {
    const { page } = daves;
    const shift = JSON.parse(await openDocument(page, 'shift')) as {
      contacts: string[];
      modes: object[];
    };
    const asleep = modeOf('asleep', 2, { availability: { state: 'not-available' } });
    const contacts = [...shift.contacts, 'erin'];
    await saveDocument(page, { ...shift, contacts, modes: [...shift.modes, asleep] });
    await shows(daves, erin, 'subject to authorisation');
    await ask(daves, 'erin');
    await erins.page.getByRole('button', { name: 'Grant dave' }).click();
    await shows(daves, erin, 'connectable');
    await erins.page.getByText('Nobody.', { exact: true }).waitFor();
  });

  it('shows each at once what becomes of the other as modes are switched', async () => {
    await useModeOf(erins.page, 'away');
    await shows(daves, erin, 'not connectable');
    await useModeOf(daves.page, 'asleep');
    await shows(erins, dave, 'not connectable');
    await useModeOf(erins.page, 'office');
    await shows(daves, erin, 'connectable');
    await daves.page.getByRole('button', { name: 'As the profile says' }).click();
    await shows(erins, dave, 'connectable');
  });

  it('lets one ask, and the other deny', async () => {
    const { page } = erins;
    const shift = JSON.parse(await openDocument(daves.page, 'shift')) as object;
    await saveDocument(daves.page, { ...shift, authorisation: 'required' });
    await shows(erins, dave, 'subject to authorisation');
    await ask(erins, 'dave');
    await daves.page.getByRole('button', { name: 'Deny erin' }).click();
    await daves.page.getByText('Nobody.', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'What am I told?' }).click();
    const told = 'You are told that dave is subject to authorisation';
    await page.getByRole('status').filter({ hasText: told }).waitFor();
    await shows(erins, dave, 'subject to authorisation');
  });

  it('has taken all it needs from its own server, and complained of nothing', () => {
    for (const { asked, complaints } of [daves, erins]) {
      const hosts = asked.filter((url) => !url.startsWith('data:')).map((url) => new URL(url).host);
      expect(new Set(hosts)).toEqual(new Set([new URL(printed.url).host]));
      expect(complaints).toEqual([]);
    }
  });
});
