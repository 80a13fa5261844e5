import type { Terminal } from '@liaison/terminal-sdk';
import { byId } from './dom.js';
import { attempt, say } from './voice.js';
import { said } from './words.js';

const form = byId('people', HTMLFormElement);
const person = byId('person', HTMLInputElement);

/** Whatever is done about one user named by id; answers what it came to, in words. */
type Deed = (terminal: Terminal, user: string) => Promise<string>;

const DEEDS: Readonly<Record<string, Deed>> = {
  'connectability.get': async (terminal, user) => {
    const { state } = await terminal.call('connectability.get', { user });
    return `You are told that ${user} is ${said(state)}`;
  },
  'authorisation.ask': async (terminal, user) => {
    await terminal.call('authorisation.ask', { user });
    return `You have asked ${user} for authorisation`;
  },
  'contact.block': async (terminal, user) => {
    await terminal.call('contact.block', { user });
    return `You are hidden from ${user}`;
  },
  'contact.unblock': async (terminal, user) => {
    await terminal.call('contact.unblock', { user });
    return `You are no longer hidden from ${user}`;
  },
};

/** The form about somebody else. */
export function listenToPeople(terminal: () => Terminal): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const { value } = event.submitter as HTMLButtonElement;
    const deed = DEEDS[value];
    if (deed !== undefined) attempt(async () => say(await deed(terminal(), person.value)));
  });
}
