import { byId, make } from '../dom.js';
import { type Operation, type Protocols, protocolsOf } from './document.js';
import { errorTable, httpArticle, methodArticle, pushArticle, serviceArticle } from './parts.js';

const state = byId('state', HTMLElement);
const contents = byId('contents', HTMLElement);
const places = {
  methods: byId('methods', HTMLElement),
  pushes: byId('pushes', HTMLElement),
  http: byId('http', HTMLElement),
  services: byId('services', HTMLElement),
  errors: byId('errors', HTMLElement),
  schemas: byId('schemas', HTMLElement),
};

async function read(path: string): Promise<unknown> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path} is answered with ${answer.status}`);
  return answer.json();
}

function show(protocols: Protocols, schemas: readonly string[]): void {
  const { version, description, operations, refusals } = protocols;
  byId('about', HTMLElement).textContent = `${version}. ${description}`;
  const ofServices = operations.filter(({ name }) => name.startsWith('services.'));
  const overHttp = operations.filter(({ method }) => method !== undefined);
  const others = [...ofServices, ...overHttp];
  const ofTerminals = operations.filter((operation) => !others.includes(operation));
  const methods = ofTerminals.filter(({ action }) => action === 'receive');
  const pushes = ofTerminals.filter(({ action }) => action === 'send');
  fill(places.methods, methods, methodArticle);
  fill(places.pushes, pushes, pushArticle);
  fill(places.http, overHttp, httpArticle);
  fill(places.services, ofServices, serviceArticle);
  places.errors.append(errorTable(refusals));
  places.schemas.append(make('ul', 'codes', ...schemas.map(schemaLink)));
  for (const place of Object.values(places)) contents.append(section(place));
}

function fill(
  place: HTMLElement,
  operations: readonly Operation[],
  articleOf: (operation: Operation) => HTMLElement,
): void {
  place.append(...operations.map(articleOf));
}

/** A section's entry of the contents, with those of its articles. */
function section(place: HTMLElement): HTMLElement {
  const heading = place.querySelector('h2');
  const articles = [...place.querySelectorAll('h3')];
  const items = articles.map((title) => make('li', '', linkTo(title.id, title.textContent)));
  const head = linkTo(place.id, heading?.textContent ?? '');
  return make('li', '', head, ...(items.length === 0 ? [] : [make('ul', 'codes', ...items)]));
}

function linkTo(id: string, text: string): HTMLElement {
  const link = make('a', '', text);
  link.href = `#${id}`;
  return link;
}

function schemaLink(path: string): HTMLElement {
  const link = make('a', '', path);
  link.href = `/schemas/${path}`;
  return make('li', '', link);
}

/** What was led to was not there yet when the page opened. */
function goToWhatWasNamed(): void {
  const id = decodeURIComponent(location.hash.slice(1));
  if (id !== '') document.getElementById(id)?.scrollIntoView();
}

async function begin(): Promise<void> {
  const [document, list] = await Promise.all([read('/asyncapi.json'), read('/schemas')]);
  show(protocolsOf(document), (list as { schemas: readonly string[] }).schemas);
  state.textContent = '';
  goToWhatWasNamed();
}

begin().catch((error: unknown) => {
  state.textContent = `The protocol cannot be shown: ${String(error)}. Load the page again.`;
});
