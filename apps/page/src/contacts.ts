import type { Connectability, Notifications, Snapshot } from '@liaison/terminal-sdk';
import { byId, make } from './dom.js';
import { say } from './voice.js';
import { STATES, said } from './words.js';

const list = byId('contacts', HTMLUListElement);
const nobody = byId('no-contacts', HTMLElement);
const shown = new Map<string, HTMLElement>();

/** Shows everybody at once. */
export function showAll({ contacts }: Snapshot): void {
  shown.clear();
  list.replaceChildren(
    ...contacts.map(([user, state]) => {
      const place = make('span', '');
      put(place, state);
      shown.set(user, place);
      return make('li', '', make('span', 'who', user), place);
    }),
  );
  nobody.hidden = contacts.length > 0;
}

/** Shows one who has changed, and says so. */
export function showOne({ user, state }: Notifications['connectability']): void {
  const place = shown.get(user);
  if (place === undefined) return;
  put(place, state);
  say(`${user} is ${said(state)}`);
}

function put(place: HTMLElement, state: Connectability): void {
  const [sign, words] = STATES[state];
  const mark = make('span', '', `${sign} `);
  mark.setAttribute('aria-hidden', 'true');
  place.className = state;
  place.replaceChildren(mark, words);
}
