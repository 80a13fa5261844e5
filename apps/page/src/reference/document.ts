/** A JSON Schema (draft 7), as far as the protocols use it. */
export interface Schema {
  readonly type?: string;
  /** What it is, in words. */
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema | readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

interface Reference {
  readonly $ref: string;
}

/** A message: its schema and one of its kind. */
export interface Message {
  readonly name: string;
  readonly payload: Schema;
  readonly example: unknown;
}

/** What is said by whom on a channel, and what is answered. */
export interface Operation {
  readonly name: string;
  /** `receive`: the server takes it; `send`: the server says it. */
  readonly action: 'receive' | 'send';
  readonly summary: string;
  readonly address: string;
  readonly parameters: Readonly<Record<string, { readonly description?: string }>>;
  readonly messages: readonly Message[];
  readonly answers: readonly Message[];
  /** Over HTTP: `GET`, `POST`. */
  readonly method: string | undefined;
  readonly headers: Readonly<Record<string, { readonly description?: string }>>;
  /** Codes it may be refused by, beside those any request may meet. */
  readonly refusals: readonly string[];
}

/** What a refusal's code means. */
export interface Refusal {
  readonly message: string;
  readonly fix: string;
}

/** The protocols, as `/asyncapi.json` tells them. */
export interface Protocols {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly operations: readonly Operation[];
  readonly refusals: Readonly<Record<string, Refusal>>;
}

interface RawOperation {
  readonly action: Operation['action'];
  readonly summary?: string;
  readonly channel: Reference;
  readonly messages: readonly Reference[];
  readonly reply?: { readonly messages: readonly Reference[] };
  readonly bindings?: { readonly http?: { readonly method?: string } };
  readonly 'x-liaison-headers'?: Operation['headers'];
  readonly 'x-liaison-refusals'?: readonly string[];
}

interface RawDocument {
  readonly info: Pick<Protocols, 'title' | 'version' | 'description'>;
  readonly operations: Readonly<Record<string, RawOperation>>;
  readonly 'x-liaison-refusals': Protocols['refusals'];
}

/** Reads an AsyncAPI 3 document: references are followed, nothing else is changed. */
export function protocolsOf(document: unknown): Protocols {
  const raw = document as RawDocument;
  const follow = <T>(thing: T | Reference): T => followed(document, thing);
  const message = (at: Reference): Message => {
    const found = follow<RawMessage>(at);
    return {
      name: found.name,
      payload: follow(found.payload),
      example: found.examples?.[0]?.payload,
    };
  };
  const operations = Object.entries(raw.operations).map(([name, operation]): Operation => {
    const { action, summary = '', messages, reply } = operation;
    const channel = follow<RawChannel>(operation.channel);
    return {
      name,
      action,
      summary,
      address: channel.address,
      parameters: channel.parameters ?? {},
      messages: messages.map(message),
      answers: (reply?.messages ?? []).map(message),
      method: operation.bindings?.http?.method,
      headers: operation['x-liaison-headers'] ?? {},
      refusals: operation['x-liaison-refusals'] ?? [],
    };
  });
  return { ...raw.info, operations, refusals: raw['x-liaison-refusals'] };
}

interface RawMessage {
  readonly name: string;
  readonly payload: Schema | Reference;
  readonly examples?: readonly { readonly payload: unknown }[];
}

interface RawChannel {
  readonly address: string;
  readonly parameters?: Operation['parameters'];
}

/** What a reference of the same document leads to, over as many others as it takes. */
function followed<T>(document: unknown, thing: T | Reference): T {
  let at: unknown = thing;
  while (typeof at === 'object' && at !== null && '$ref' in at) {
    const path = String(at.$ref).replace(/^#\//, '').split('/');
    at = path.reduce<unknown>((here, key) => Reflect.get(Object(here) as object, key), document);
  }
  return at as T;
}
