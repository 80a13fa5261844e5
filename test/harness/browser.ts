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

/** Opens a window of its own at an address, towards a server that cannot do some methods yet. */
export async function openWindow(
  browser: Browser,
  url: string,
  missing: readonly string[] = [],
): Promise<Window> {
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
  if (missing.length > 0) await leaveOut(page, missing);
  await page.goto(url);
  return { page, complaints, asked };
}

/** Answers some methods as a server does to which they have not come yet. */
function leaveOut(page: Page, methods: readonly string[]): Promise<void> {
  return page.routeWebSocket(/terminal$/, (near) => {
    const far = near.connectToServer();
    near.onMessage((text) => {
      const { id, method } = JSON.parse(String(text)) as { id: number; method: string };
      if (!methods.includes(method)) return far.send(text);
      const data = { code: 'not-available-yet', message: 'not yet', fix: 'wait' };
      near.send(
        JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32_000, message: '', data } }),
      );
    });
  });
}
