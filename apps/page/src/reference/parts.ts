import { make } from '../dom.js';
import type { Message, Operation, Refusal, Schema } from './document.js';
import { rowsOf } from './in-words.js';

/** A table with a caption, heads of columns and of rows. */
function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (Node | string)[])[],
): HTMLElement {
  const head = make('tr', '', ...heads.map((text) => headOf('col', text)));
  const body = rows.map(([first = '', ...rest]) =>
    make('tr', '', headOf('row', first), ...rest.map((cell) => make('td', '', cell))),
  );
  const made = make('table', 'members', make('thead', '', head), make('tbody', '', ...body));
  made.prepend(make('caption', '', caption));
  return made;
}

function headOf(scope: 'col' | 'row', text: Node | string): HTMLElement {
  const made = make('th', '', text);
  made.scope = scope;
  return made;
}

const code = (text: string): HTMLElement => make('code', '', text);

/** The members of a message, or that it has none. */
function members(caption: string, schema: Schema | undefined): HTMLElement {
  const rows = schema === undefined ? [] : rowsOf(schema);
  if (rows.length === 0) return make('p', '', `${caption}: none.`);
  return table(
    caption,
    ['Member', 'What', 'Needed', 'About'],
    rows.map(({ path, type, isRequired, about }) => [
      code(path),
      type,
      isRequired ? 'yes' : 'no',
      about,
    ]),
  );
}

function example(caption: string, value: unknown): HTMLElement {
  const text = make('code', '', JSON.stringify(value, undefined, 2));
  return make('figure', '', make('figcaption', '', caption), make('pre', '', text));
}

/** The errors an operation may be refused by, each leading to what it means. */
function refusalsOf(codes: readonly string[]): HTMLElement {
  const items = codes.map((name) => {
    const link = make('a', '', code(name));
    link.href = `#error-${name}`;
    return make('li', '', link);
  });
  if (items.length === 0) return make('p', '', 'Errors of its own: none.');
  return make('div', '', make('p', '', 'Errors of its own:'), make('ul', 'codes', ...items));
}

/** An article with a title that can be led to. */
function article(id: string, title: string, ...inside: readonly (Node | string)[]): HTMLElement {
  const heading = make('h3', '', code(title));
  heading.id = id;
  const made = make('article', '', heading, ...inside);
  made.setAttribute('aria-labelledby', id);
  return made;
}

/** A method of the terminals' protocol: params, result, errors, and an example of each. */
export function methodArticle({
  name,
  summary,
  messages,
  answers,
  refusals,
}: Operation): HTMLElement {
  const [request] = messages;
  const result = answers.find((answer) => answer.name === `${name}.result`);
  return article(
    `method-${name}`,
    name,
    make('p', '', `${summary}.`),
    members('Params', request?.payload.properties?.['params']),
    members('Result', result?.payload.properties?.['result']),
    refusalsOf(refusals),
    example('Request', request?.example),
    example('Answer', result?.example),
  );
}

/** What the server says by itself. */
export function pushArticle({ messages }: Operation): HTMLElement {
  const [message] = messages;
  const name = (message?.name ?? '').replace(/\.notification$/, '');
  return article(
    `push-${name}`,
    name,
    members('Params', message?.payload.properties?.['params']),
    example('Message', message?.example),
  );
}

const whole = (message: Message): readonly HTMLElement[] => [
  members(titleOf(message), message.payload),
  example(titleOf(message), message.example),
];

/** What a service says or is told, on which subject. */
export function serviceArticle(operation: Operation): HTMLElement {
  const { name, summary, address, parameters, messages, answers, action } = operation;
  const told = Object.entries(parameters).map(([parameter, { description = '' }]) =>
    make('li', '', code(parameter), ` ${description}`),
  );
  return article(
    name.replace(/^services\./, 'service-'),
    name.replace(/^services\./, ''),
    make('p', '', `${summary}.`),
    make(
      'p',
      '',
      action === 'receive' ? 'The service sends to ' : 'The service takes from ',
      code(address),
    ),
    make('ul', '', ...told),
    ...messages.flatMap(whole),
    ...answers.flatMap(whole),
  );
}

/** A way of HTTP: its method and path, its headers, and what it carries. */
export function httpArticle(operation: Operation): HTMLElement {
  const { name, method = '', address, summary, headers, messages } = operation;
  const told = Object.entries(headers).map(([header, { description = '' }]) =>
    make('li', '', code(header), ` ${description}`),
  );
  const carried = messages.map((message) => make('li', '', carriedLink(message)));
  return article(
    `http-${name}`,
    name,
    make('p', '', code(`${method} ${address}`), ` ${summary}.`),
    make('ul', '', ...told),
    make('p', '', 'It carries:'),
    make('ul', 'codes', ...carried),
    ...messages.filter(({ name: one }) => one === 'connected.event').map(eventExample),
  );
}

/** Requests and events are those of the WebSocket; `connected` carries what `terminal.connect` answers. */
function carriedLink({ name }: Message): HTMLElement {
  const cut = name.lastIndexOf('.');
  const of = name.slice(0, cut);
  const link = make('a', '', code(of));
  const isEvent = name.endsWith('.event');
  if (of === 'connected') link.href = '#method-terminal.connect';
  else link.href = isEvent ? `#push-${of}` : `#method-${of}`;
  return link;
}

/** As it comes: one event of a stream. */
function eventExample({ name, example: value }: Message): HTMLElement {
  const event = name.replace(/\.event$/, '');
  const lines = `event: ${event}\ndata: ${JSON.stringify(value)}\n`;
  const text = make('code', '', lines);
  return make('figure', '', make('figcaption', '', 'Its first event'), make('pre', '', text));
}

/** `services.connect.answer` is an answer. */
function titleOf({ name }: Message): string {
  const last = name.split('.').at(-1) ?? name;
  return last === 'request' ? 'Request' : last === 'answer' ? 'Answer' : 'Message';
}

/** The catalogue of errors. */
export function errorTable(refusals: Readonly<Record<string, Refusal>>): HTMLElement {
  const rows = Object.entries(refusals).map(([name, { message, fix }]) => {
    const head = code(name);
    head.id = `error-${name}`;
    return [head, message, fix];
  });
  return table('Errors by their code', ['Code', 'What is wrong', 'What to do'], rows);
}
