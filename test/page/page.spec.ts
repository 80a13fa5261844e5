import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, describe } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { type Window, mayUseBrowser, openWindow, startBrowser } from '../harness/browser.js';
import { type Person, addPerson, connectNew, modeOf, profileOf } from '../harness/people.js';
import { CHECKOUT } from '../harness/processes.js';
import { useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import { Terminal } from '../harness/terminal.js';
import {
  FOCUSED,
  MARKED,
  faultsOf,
  logIn,
  openDocument,
  shows,
  useModeOf,
  useProfileOf,
} from './seen.js';

/** More than the page has places for the focus. */
const TABS_MAX = 40;
const nameOf = mayUseBrowser ? 'the page' : 'the page (skipped: no Chromium on PATH)';
(mayUseBrowser ? describe : describe.skip)(nameOf, () => {
  let system: System;
  let browser: Browser;
  let alice: Person;
  let bob: Person;
  let alices: Window;
  let bobs: Window;

  beforeAll(async () => {
    const env = { LIAISON_PAGE: join(CHECKOUT, 'apps/page') };
    [system, browser] = await Promise.all([System.start({ env }), startBrowser()]);
    [alice, bob] = await Promise.all([addPerson(system, 'alice'), addPerson(system, 'bob')]);
    const driving = modeOf('driving', 2, {
      availability: { state: 'transfer', number: '+33140000000' },
      audience: { only: [bob.user] },
    });
    const work = profileOf({ contacts: [bob.user], modes: [modeOf('office', 1), driving] });
    const closed = profileOf({ profile: 'closed', label: 'Ask me', authorisation: 'required' });
    await prepare(alice, [closed, work]);
    await prepare(bob, [profileOf({ contacts: [alice.user] })]);
    const url = `${system.httpUrl('gateway')}/`;
    [alices, bobs] = await Promise.all([openWindow(browser, url), openWindow(browser, url)]);
  });
  afterAll(async () => {
    await browser.close();
    await system.stop();
  });

  /** Uploads profiles and uses the last of them. */
  async function prepare(person: Person, profiles: readonly Record<string, unknown>[]) {
    const { terminal } = await connectNew(system, person);
    for (const profile of profiles) await useProfile(terminal, profile);
    await terminal.close();
  }

  it('lets nobody in with a wrong password, and says what to do', async () => {
    const { page } = alices;
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel('Login').fill(alice.login);
    await page.getByLabel('Password').fill('guessed');
    await page.getByRole('button', { name: 'Log in' }).click();
    const told = page.getByRole('alert').filter({ hasText: 'login and password do not go' });
    await told.waitFor();
    expect(await told.textContent()).not.toMatch(/auth\.|token|credential/);
  });

  it('shows each user the other, and what the other does', async () => {
    await Promise.all([logIn(alices, alice), logIn(bobs, bob)]);
    await Promise.all([shows(alices, bob, 'connectable'), shows(bobs, alice, 'connectable')]);
    await useModeOf(alices.page, 'driving');
    await shows(bobs, alice, 'connectable by transfer');
    await bobs.page
      .getByRole('status')
      .filter({ hasText: `${alice.user} is` })
      .waitFor();
    await alices.page.getByRole('button', { name: 'As the profile says' }).click();
    await shows(bobs, alice, 'connectable');
  });

  it('hides one from another, and shows again', async () => {
    await alices.page.getByLabel('User id').fill(bob.user);
    await alices.page.getByRole('button', { name: 'Hide me', exact: true }).click();
    await shows(bobs, alice, 'unknown');
    await alices.page.getByRole('button', { name: 'Hide me no more' }).click();
    await shows(bobs, alice, 'connectable');
  });

  it('has nothing that axe finds fault with, light or dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await alices.page.emulateMedia({ colorScheme });
      expect(await faultsOf(alices.page)).toEqual([]);
    }
  });

  it('shows the faults of a document where they stand, and saves it without', async () => {
    const { page } = alices;
    const text = page.getByLabel('Document, as JSON');
    const good = await openDocument(page, 'work');
    await text.fill(good.replace('Europe/Paris', 'Mars/Olympus'));
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: /^\/zone, line \d+$/ }).click();
    expect(await page.evaluate(MARKED)).toBe('"Mars/Olympus"');
    expect(await faultsOf(page)).toEqual([]);
    await text.fill(good.replace('At work', 'At the office'));
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByRole('status')
      .filter({ hasText: /saved as version \d+/ })
      .waitFor();
    await page
      .getByLabel('Profile', { exact: true })
      .locator('option', { hasText: 'At the office' })
      .waitFor({ state: 'attached' });
  });

  it('shows the week of a draft, in words beside the picture', async () => {
    const { page } = alices;
    const text = page.getByLabel('Document, as JSON');
    const draft = JSON.parse(await openDocument(page, 'work')) as {
      modes: Record<string, unknown>[];
    };
    const office = { start: '2026-01-05T09:00', end: '2026-01-05T17:30', recur: 'FREQ=DAILY' };
    draft.modes[0] = { ...draft.modes[0], rules: [office] };
    await text.fill(JSON.stringify(draft));
    await page.getByRole('button', { name: 'Show its week' }).click();
    const rows = page.getByRole('table', { name: 'work, in Europe/Paris' }).getByRole('row');
    await rows.first().waitFor();
    expect(await rows.count()).toBeGreaterThanOrEqual(7);
    const told = await rows.nth(3).getByRole('listitem').allTextContents();
    expect(told).toEqual([
      '00:00–09:00 no rule: the default mode',
      '09:00–17:30 office',
      '17:30–24:00 no rule: the default mode',
    ]);
    expect(await rows.nth(3).locator('rect').count()).toBe(3);
    await page.getByLabel('Show', { exact: true }).selectOption(bob.user);
    const asTold = rows.nth(3).getByRole('listitem').first();
    await asTold.filter({ hasText: 'connectable, mode office' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  it('asks for authorisation; the other sees it at once, and grants or denies it', async () => {
    await useProfileOf(alices.page, 'closed');
    await shows(bobs, alice, 'subject to authorisation');
    await bobs.page.getByLabel('User id').fill(alice.user);
    await bobs.page.getByRole('button', { name: 'Ask for authorisation' }).click();
    await alices.page.getByRole('button', { name: `Grant ${bob.user}` }).waitFor();
    expect(await faultsOf(alices.page)).toEqual([]);
    await alices.page.getByRole('button', { name: `Grant ${bob.user}` }).click();
    await shows(bobs, alice, 'connectable');
    expect(await alices.page.evaluate(FOCUSED)).toBe('Who asks to see you');
    await alices.page.getByText('Nobody.', { exact: true }).waitFor();
    await useProfileOf(alices.page, 'work');
  });

  it('goes on after it was loaded again, as the same terminal', async () => {
    const line = bobs.page.getByText(/^Connected as /);
    const before = await line.textContent();
    await bobs.page.reload();
    await shows(bobs, alice, 'connectable');
    expect(await line.textContent()).toBe(before);
  });

  it('can be used by keyboard alone', async () => {
    const { page } = await openWindow(browser, `${system.httpUrl('gateway')}/`);
    const { keyboard } = page;
    const focused = (): Promise<string> => page.evaluate<string>(FOCUSED);
    /** Goes on to what has this text, or this id. */
    const tabTo = async (name: string): Promise<void> => {
      for (let tabs = 0; tabs < TABS_MAX; tabs++) {
        if ((await focused()) === name) return;
        await keyboard.press('Tab');
      }
      throw new Error(`no Tab leads to ${name}`);
    };
    await tabTo('login');
    await keyboard.type(alice.login);
    await tabTo('password');
    await keyboard.type(alice.password);
    await keyboard.press('Enter');
    await page.getByText(/^Connected as /).waitFor();
    await page.locator('#mode option').nth(1).waitFor({ state: 'attached' });
    expect(await focused()).toBe('You');
    await page.keyboard.press('Tab');
    await tabTo('officedriving');
    await keyboard.press('ArrowDown');
    await tabTo('Use mode');
    await keyboard.press('Enter');
    await shows(bobs, alice, 'connectable by transfer');
    await tabTo('As the profile says');
    await keyboard.press('Space');
    await shows(bobs, alice, 'connectable');
    await page.context().close();
  });

  it('takes all it needs from its own server, and breaks no rule of its policy', () => {
    const own = new URL(system.httpUrl('gateway')).host;
    for (const { asked, complaints } of [alices, bobs]) {
      const hosts = asked.filter((url) => !url.startsWith('data:')).map((url) => new URL(url).host);
      expect(new Set(hosts)).toEqual(new Set([own]));
      expect(complaints).toEqual([]);
    }
  });

  it('of another server may not connect, whatever it calls itself', async () => {
    const { port } = new URL(system.httpUrl('gateway'));
    for (const origin of [
      'https://evil.example',
      `http://evil.example:${port}`,
      'http://127.0.0.1:1',
    ]) {
      await expect(Terminal.open(system.terminalUrl(), { origin })).rejects.toThrow('403');
    }
    const own = await Terminal.open(system.terminalUrl(), { origin: `http://localhost:${port}` });
    await own.close();
  });

  it('logs out', async () => {
    await alices.page.getByRole('button', { name: 'Log out' }).click();
    await alices.page.getByRole('status').filter({ hasText: 'You are logged out' }).waitFor();
    await shows(bobs, alice, 'not connectable');
  });
});
