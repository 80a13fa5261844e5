import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { until } from '../harness/await.js';
import type { Window } from '../harness/browser.js';
import type { Person } from '../harness/people.js';
import { CHECKOUT } from '../harness/processes.js';

/** To be evaluated in the page: what the focus is on, by its text or its id. */
export const FOCUSED = 'document.activeElement.textContent.trim() || document.activeElement.id';
/** To be evaluated in the page: what is marked in the document that is edited. */
export const MARKED =
  "(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))(document.querySelector('textarea'))";

/** Logs in by the form. */
export async function logIn(
  { page }: Window,
  { login, password }: Pick<Person, 'login' | 'password'>,
): Promise<void> {
  await page.getByLabel('Login').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Contacts' }).waitFor();
}

/** Waits until a contact is shown so, in exactly these words. */
export function shows(
  { page }: Window,
  { user }: Pick<Person, 'user'>,
  words: string,
): Promise<void> {
  const shown = new RegExp(`^${user}\\W+${words}$`);
  return contacts(page).filter({ hasText: shown }).waitFor();
}

/** The states by the words that the page has for them. */
const STATES: Readonly<Record<string, string>> = {
  connectable: 'connectable',
  'connectable by transfer': 'in-transfer',
  'not connectable': 'not-connectable',
  'subject to authorisation': 'subject-to-authorisation',
  unknown: 'unknown',
};

/** The contacts that are shown now, with their states: as a terminal's screen has them. */
export async function contactsOf({ page }: Window): Promise<Record<string, string>> {
  const texts = await contacts(page).allTextContents();
  return Object.fromEntries(
    texts.map((text) => {
      const [, user = text, words = ''] = /^([\w-]+)\W+(.+)$/.exec(text) ?? [];
      return [user, STATES[words] ?? words];
    }),
  );
}

function contacts(page: Page): Locator {
  return page.getByRole('list', { name: 'Contacts' }).getByRole('listitem');
}

/** Opens a profile in the editor; answers its text. */
export async function openDocument(page: Page, profile: string): Promise<string> {
  const text = page.getByLabel('Document, as JSON');
  await text.fill('');
  await page.getByLabel('Profile to edit').selectOption(profile);
  await page.getByRole('button', { name: 'Open' }).click();
  return until('the document is open', async () => {
    const value = await text.inputValue();
    return value.includes('"zone"') && value;
  });
}

/** Chooses one of the user's profiles and uses it. */
export async function useProfileOf(page: Page, profile: string): Promise<void> {
  await page.getByLabel('Profile', { exact: true }).selectOption(profile);
  await page.getByRole('button', { name: 'Use profile' }).click();
  await page.getByText(new RegExp(`^You are .* the profile ${profile},`)).waitFor();
}

/** Chooses one of the active profile's modes and uses it. */
export async function useModeOf(page: Page, mode: string): Promise<void> {
  await page.getByLabel('Mode').selectOption(mode);
  await page.getByRole('button', { name: 'Use mode' }).click();
  await page.getByText(new RegExp(`^You are .*, mode ${mode},`)).waitFor();
}

/** The text of the editor for a new profile. */
export const A_NEW_ONE = 'a new one';

/** Saves a document by the editor; it is one to choose then. */
export async function saveDocument(
  page: Page,
  document: Readonly<Record<string, unknown>>,
): Promise<void> {
  const value = String(document['profile']);
  await page.getByLabel('Document, as JSON').fill(JSON.stringify(document, undefined, 2));
  await page.getByRole('button', { name: 'Save' }).click();
  const choice = page.getByLabel('Profile', { exact: true }).locator(`option[value="${value}"]`);
  await choice.waitFor({ state: 'attached' });
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

let axe: string | undefined;

/** What axe finds against the page as it is now, or against some places of it, by all its rules. */
export async function faultsOf(page: Page, places?: readonly string[]): Promise<string[]> {
  axe ??= await readFile(join(CHECKOUT, 'node_modules/axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  const argument = places === undefined ? '' : JSON.stringify({ include: places });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${argument})`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
