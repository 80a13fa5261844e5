import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { until } from '../harness/await.js';
import { type Window, mayUseBrowser, openWindow, startBrowser } from '../harness/browser.js';
import { CHECKOUT } from '../harness/processes.js';
import { System } from '../harness/system.js';
import { faultsOf } from './seen.js';

interface ServedOperation {
  readonly action: string;
  readonly bindings?: { readonly http?: object };
}

interface Served {
  readonly operations: Readonly<Record<string, ServedOperation>>;
  readonly 'x-liaison-refusals': Readonly<Record<string, unknown>>;
}

/** To be evaluated in the page: links within it that lead nowhere. */
const DEAD_LINKS = `[...document.querySelectorAll('a[href^="#"]')]
  .map((link) => link.getAttribute('href').slice(1))
  .filter((id) => document.getElementById(id) === null)`;
/** To be evaluated in the page: whether the row that was named is where one looks. */
const IN_SIGHT = `(() => {
  const { top } = document.getElementById('error-in-use').getBoundingClientRect();
  return top > -10 && top < innerHeight;
})()`;
/** To be evaluated in the page: titles of the articles in a section. */
const titlesIn = (section: string): string =>
  `[...document.querySelectorAll('#${section} h3')].map((title) => title.textContent)`;

const nameOf = mayUseBrowser
  ? 'the documentation of the protocol'
  : 'the documentation of the protocol (skipped: no Chromium on PATH)';
(mayUseBrowser ? describe : describe.skip)(nameOf, () => {
  let system: System;
  let browser: Browser;
  let window: Window;
  let page: Page;
  let served: Served;

  beforeAll(async () => {
    const env = { LIAISON_PAGE: join(CHECKOUT, 'apps/page') };
    [system, browser] = await Promise.all([System.start({ env }), startBrowser()]);
    const url = system.httpUrl('gateway');
    served = (await (await fetch(`${url}/asyncapi.json`)).json()) as Served;
    window = await openWindow(browser, `${url}/`);
    page = window.page;
    await page.getByRole('link', { name: 'The protocol' }).click();
    await page.locator('#errors table').waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await system.stop();
  });

  it('tells every method, message and refusal that the server serves', async () => {
    const names = Object.entries(served.operations);
    const overHttp = names.filter(([, { bindings }]) => bindings?.http !== undefined);
    const ofTerminals = names.filter(
      (one) => !one[0].startsWith('services.') && !overHttp.includes(one),
    );
    const asked = ofTerminals.filter(([, { action }]) => action === 'receive');
    const told = ofTerminals.filter(([, { action }]) => action === 'send');
    const ofServices = names.filter(([name]) => name.startsWith('services.'));
    const only = (all: typeof names, cut: RegExp): string[] =>
      all.map(([name]) => name.replace(cut, ''));
    expect(asked.length).toBeGreaterThan(30);
    expect(await page.evaluate(titlesIn('methods'))).toEqual(only(asked, /^$/));
    expect(await page.evaluate(titlesIn('pushes'))).toEqual(only(told, /\.push$/));
    expect(await page.evaluate(titlesIn('http'))).toEqual(only(overHttp, /^$/));
    expect(overHttp).toHaveLength(2);
    expect(await page.evaluate(titlesIn('services'))).toEqual(only(ofServices, /^services\./));
    const codes = await page.locator('#errors tbody th').allTextContents();
    expect(codes).toEqual(Object.keys(served['x-liaison-refusals']));
  });

  it('shows what a method takes and answers, its errors, and an example', async () => {
    const article = page.getByRole('article', { name: 'mode.activate' });
    const params = article.getByRole('table', { name: 'Params' });
    const row = params.getByRole('row').filter({ has: page.getByText('until', { exact: true }) });
    expect(await row.textContent()).toMatch(
      /"next-change" or "cleared", or an instant: RFC 3339, UTC.*no/,
    );
    expect(await article.getByRole('table', { name: 'Result' }).textContent()).toContain('changed');
    const request = await article.locator('figure').first().locator('code').textContent();
    expect(JSON.parse(request ?? '')).toMatchObject({ method: 'mode.activate', jsonrpc: '2.0' });
    await article.getByRole('link', { name: 'unknown-mode' }).click();
    expect(new URL(page.url()).hash).toBe('#error-unknown-mode');
    const meaning = page.getByRole('row').filter({ has: page.locator('#error-unknown-mode') });
    expect(await meaning.textContent()).toContain('the profile has no such mode');
  });

  it('tells how the same goes over HTTP', async () => {
    const article = page.getByRole('article', { name: 'stream.open' });
    await article.getByText('GET /terminal/stream').waitFor();
    expect(await article.textContent()).toContain('Liaison-Terminal');
    const event = await article.locator('figure code').textContent();
    expect(event).toMatch(/^event: connected\ndata: \{"user":"alice"/);
  });

  it("tells services' subjects and messages", async () => {
    const article = page.getByRole('article', { name: 'connect', exact: true });
    await article.getByText('liaison.service.{service}.connect').waitFor();
    const answer = await article.getByRole('table', { name: 'Answer' }).textContent();
    for (const member of ['durable', 'leaseMs', 'backlog', 'error.code']) {
      expect(answer).toContain(member);
    }
  });

  it('leads nowhere that is not there, and to every schema', async () => {
    expect(await page.evaluate(DEAD_LINKS)).toEqual([]);
    const links = await page
      .locator('#schemas a')
      .evaluateAll((all) => all.map((a) => String(a.getAttribute('href'))));
    expect(links.length).toBeGreaterThan(150);
    const url = system.httpUrl('gateway');
    const some = ['/asyncapi.json', '/schemas', ...links.filter((_, at) => at % 20 === 0)];
    const answers = await Promise.all(some.map(async (path) => (await fetch(url + path)).status));
    expect(new Set(answers)).toEqual(new Set([200]));
  });

  it('can be led to by the name of what it tells', async () => {
    const direct = await openWindow(
      browser,
      `${system.httpUrl('gateway')}/protocol.html#error-in-use`,
    );
    await direct.page.locator('#errors table').waitFor();
    await until('it is in sight', () => direct.page.evaluate<boolean>(IN_SIGHT));
    await direct.page.context().close();
  });

  it('has nothing that axe finds fault with, light or dark, and keeps its policy', async () => {
    expect(await faultsOf(page)).toEqual([]);
    // What else there is looks as these do.
    await page.emulateMedia({ colorScheme: 'dark' });
    const some = ['header', '#method-mode\\\\.activate', '#error-in-use'];
    expect(await faultsOf(page, some)).toEqual([]);
    expect(window.complaints).toEqual([]);
    const own = new URL(system.httpUrl('gateway')).host;
    const asked = window.asked.filter((url) => !url.startsWith('data:'));
    expect(new Set(asked.map((url) => new URL(url).host))).toEqual(new Set([own]));
  });
});
