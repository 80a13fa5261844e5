import { type ProfileDocument, Refused, type Terminal } from '@liaison/terminal-sdk';
import { byId, choose, make } from './dom.js';
import { lineOf, locate } from './pointer.js';
import { attempt, say } from './voice.js';
import { hideWeek, showWeek } from './week.js';

const NEW = '';
const edited = byId('edited', HTMLSelectElement);
const text = byId('text', HTMLTextAreaElement);
const faults = byId('faults', HTMLElement);
const preview = byId('preview', HTMLButtonElement);

const DRAFT = {
  profile: 'new',
  label: 'New',
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  contacts: [],
  authorisation: 'open',
  defaultMode: 'here',
  modes: [
    {
      mode: 'here',
      order: 1,
      availability: { state: 'available' },
      audience: { everyone: true },
      notification: 'immediate',
    },
  ],
};

/** A profile as text: opened, looked at as a week, saved; faults are shown where they stand. */
export class Editor {
  /** Of the document that is open; undefined: a new one. */
  private version: number | undefined;
  private open: string | undefined;

  /** `onSaved` hears of each document that is stored. */
  constructor(
    private readonly terminal: () => Terminal,
    private readonly onSaved: () => void,
  ) {
    byId('load', HTMLButtonElement).addEventListener('click', () => {
      attempt(() => this.load(edited.value));
    });
    byId('editor', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      attempt(() => this.checked((document) => this.save(document)));
    });
    preview.addEventListener('click', () => {
      attempt(() => this.checked((document) => this.look(document)));
    });
  }

  offer(profiles: readonly string[]): void {
    const isFirst = edited.options.length === 0;
    const choices = [...profiles.map((id) => [id, id] as const), [NEW, 'a new one'] as const];
    choose(edited, choices, isFirst ? profiles[0] : undefined);
  }

  private async load(profile: string): Promise<void> {
    const stored =
      profile === NEW ? undefined : await this.terminal().call('profile.get', { profile });
    this.version = stored?.version;
    this.open = stored?.profile.profile;
    text.value = JSON.stringify(stored?.profile ?? DRAFT, undefined, 2);
    faults.replaceChildren();
    hideWeek();
    preview.hidden = false;
    text.focus();
    text.setSelectionRange(0, 0);
  }

  /** Does something with the document, and shows what is wrong with it. */
  private async checked(work: (document: ProfileDocument) => Promise<void>): Promise<void> {
    faults.replaceChildren();
    let document: ProfileDocument;
    try {
      document = JSON.parse(text.value) as ProfileDocument;
    } catch (error) {
      return this.showFaults('This is no JSON', [{ field: '', message: (error as Error).message }]);
    }
    try {
      await work(document);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'invalid-profile') throw error;
      this.showFaults('The server does not take this', error.faults);
    }
  }

  private async save(document: ProfileDocument): Promise<void> {
    const known = this.open === document.profile ? this.version : undefined;
    const { version, profile } = await this.terminal().call('profile.upload', {
      profile: document,
      ...(known === undefined ? {} : { expectedVersion: known }),
    });
    this.version = version;
    this.open = profile;
    this.onSaved();
    say(`The profile ${profile} is saved as version ${version}`);
  }

  private async look(document: ProfileDocument): Promise<void> {
    showWeek(await this.terminal().call('profile.preview', { profile: document }));
  }

  private showFaults(
    title: string,
    found: readonly { readonly field: string; readonly message: string }[],
  ): void {
    const items = found.map(({ field, message }) =>
      make('li', '', this.link(field), ` ${message}`),
    );
    faults.replaceChildren(make('p', '', `${title}:`), make('ul', '', ...items));
  }

  /** Leads to where a pointer points. */
  private link(pointer: string): HTMLElement {
    const place = locate(text.value, pointer);
    const name = pointer === '' ? 'the document' : pointer;
    if (place === undefined) return make('span', '', `${name}:`);
    const made = make('button', '', `${name}, line ${lineOf(text.value, place)}`);
    made.type = 'button';
    made.addEventListener('click', () => {
      text.focus();
      text.setSelectionRange(place.start, place.end);
    });
    return made;
  }
}
