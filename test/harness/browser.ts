import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import { findChromium } from '../../deploy/local/chromium.mjs';

/** As `npm test` has found it; empty: there is none. */
const PATH = process.env['LIAISON_TEST_CHROMIUM'] ?? findChromium() ?? '';

/** Whether the page can be tried here. A continuous build has a browser and may not do without. */
export const mayUseBrowser = process.env['CI'] === 'true' || PATH !== '';

/** A window of one user: nothing in it is shared with another. */
export interface Window {
  readonly page: Page;
  /** What its scripts complained of, and what it was not allowed to do. */
  readonly complaints: readonly string[];
  /** Addresses that it asked for. */
  readonly asked: readonly string[];
}

/** Starts a browser without a display; its sandbox needs a user who is not root. */
export function startBrowser(): Promise<Browser> {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: PATH, args });
}

/** Opens a window of its own at an address. */
export async function openWindow(browser: Browser, url: string): Promise<Window> {
  const context: BrowserContext = await browser.newContext();
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (said) => {
    if (said.type() === 'error') complaints.push(said.text());
  });
  page.on('request', (request) => asked.push(request.url()));
  page.on('websocket', (socket) => asked.push(socket.url()));
  await page.goto(url);
  return { page, complaints, asked };
}
