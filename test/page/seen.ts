import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
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
export async function logIn({ page }: Window, { login, password }: Person): Promise<void> {
  await page.getByLabel('Login').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Contacts' }).waitFor();
}

/** Waits until a contact is shown so. */
export function shows({ page }: Window, { user }: Person, words: string): Promise<void> {
  const item = page.getByRole('list', { name: 'Contacts' }).getByRole('listitem');
  return item.filter({ hasText: new RegExp(`${user}.*${words}$`) }).waitFor();
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

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

let axe: string | undefined;

/** What axe finds against the page as it is now, by all its rules. */
export async function faultsOf(page: Page): Promise<string[]> {
  axe ??= await readFile(join(CHECKOUT, 'node_modules/axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
