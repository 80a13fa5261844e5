import type { Self, Terminal } from '@liaison/terminal-sdk';
import { byId, choose } from './dom.js';
import { attempt, say } from './voice.js';
import { said } from './words.js';

const text = byId('own', HTMLElement);
const profile = byId('profile', HTMLSelectElement);
const mode = byId('mode', HTMLSelectElement);
const useMode = byId('use-mode', HTMLFormElement);

/** What the user's own terminals are told of their user, and how it is changed. */
export class Own {
  /** What was active when it was last shown: a choice being made is changed only by a change. */
  private before: Self | undefined;
  private self: Self | undefined;

  /** `onProfiles` hears of the user's profiles whenever they may have changed. */
  constructor(
    private readonly terminal: () => Terminal,
    private readonly onProfiles: (profiles: readonly string[]) => void,
  ) {
    byId('use-profile', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      attempt(() => this.useProfile(profile.value));
    });
    useMode.addEventListener('submit', (event) => {
      event.preventDefault();
      attempt(() => this.useMode(mode.value));
    });
    byId('clear-mode', HTMLButtonElement).addEventListener('click', () => {
      attempt(() => this.clearMode());
    });
  }

  show(user: string, self: Self): void {
    this.self = self;
    const here = self.terminals.filter(({ connected }) => connected).length;
    const active = self.profile === undefined ? 'no profile' : `the profile ${self.profile}`;
    const inMode = self.mode === undefined ? '' : `, mode ${self.mode}`;
    text.textContent = `You are ${user}, ${said(self.state)}: ${active}${inMode}, ${here} of ${self.terminals.length} terminals connected.`;
    attempt(() => this.fill(self));
  }

  /** The user's profiles may be others now: of one that is not active nobody is told. */
  showProfiles(): void {
    const { self } = this;
    if (self !== undefined) attempt(() => this.fill(self));
  }

  private async fill(self: Self): Promise<void> {
    const { items } = await this.terminal().call('profile.list');
    const choices = items.map((item) => [item.profile, item.label] as const);
    const { before } = this;
    this.before = self;
    choose(profile, choices, before?.profile === self.profile ? undefined : self.profile);
    this.onProfiles(items.map((item) => item.profile));
    useMode.hidden = self.profile === undefined;
    if (self.profile === undefined) return;
    const { profile: document } = await this.terminal().call('profile.get', {
      profile: self.profile,
    });
    choose(
      mode,
      document.modes.map((one) => [one.mode, one.mode] as const),
      before?.profile === self.profile && before?.mode === self.mode ? undefined : self.mode,
    );
  }

  private async useProfile(id: string): Promise<void> {
    await this.terminal().call('profile.activate', { profile: id });
    say(`You use the profile ${id}`);
  }

  private async useMode(id: string): Promise<void> {
    await this.terminal().call('mode.activate', { mode: id });
    say(`Your mode is ${id}`);
  }

  private async clearMode(): Promise<void> {
    await this.terminal().call('mode.clear');
    say('Your mode is what the profile says');
  }
}
