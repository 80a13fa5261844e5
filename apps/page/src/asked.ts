import type { Terminal } from '@liaison/terminal-sdk';
import { button, byId, make } from './dom.js';
import { attempt, say } from './voice.js';

const title = byId('asked-title', HTMLElement);
const list = byId('pending', HTMLUListElement);
const nobody = byId('no-pending', HTMLElement);

/** Who asks for authorisation, and the answers. */
export class Asked {
  private waiting: readonly string[] = [];

  constructor(private readonly terminal: () => Terminal) {}

  showAll(pending: readonly string[]): void {
    this.waiting = pending;
    nobody.hidden = pending.length > 0;
    list.replaceChildren(...pending.map((user) => this.item(user)));
  }

  add(user: string): void {
    say(`${user} asks to see you`);
    if (!this.waiting.includes(user)) this.showAll([...this.waiting, user]);
  }

  private item(user: string): HTMLElement {
    const answer = (method: 'authorisation.grant' | 'authorisation.deny', done: string) => () =>
      attempt(async () => {
        await this.terminal().call(method, { user });
        this.showAll(this.waiting.filter((one) => one !== user));
        say(done);
        // The button that had the focus is gone.
        title.focus();
      });
    return make(
      'li',
      '',
      make('span', 'who', user),
      button('Grant', `Grant ${user}`, answer('authorisation.grant', `${user} may see you`)),
      button('Deny', `Deny ${user}`, answer('authorisation.deny', `${user} may not see you`)),
    );
  }
}
