/** The element of the page with this id, which has to be of this kind. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no #${id} of this kind`);
}

/** Makes an element with a class, and what is inside: texts are texts, never markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...inside: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...inside);
  return made;
}

/** A button of a list: its name says for whom, also where it is heard alone. */
export function button(text: string, name: string, press: () => void): HTMLButtonElement {
  const made = make('button', '', text);
  made.type = 'button';
  made.setAttribute('aria-label', name);
  made.addEventListener('click', press);
  return made;
}

/** Fills a list of choices, and keeps or makes a choice. */
export function choose(
  select: HTMLSelectElement,
  choices: readonly (readonly [value: string, text: string])[],
  chosen?: string,
): void {
  const before = chosen ?? select.value;
  select.replaceChildren(...choices.map(([value, text]) => new Option(text, value)));
  if (choices.some(([value]) => value === before)) select.value = before;
}
