import { randomUUID } from 'node:crypto';
import { NotDeclared } from './errors.js';
import type { Emits } from './protocol.js';

/** Whom an event of a type is about: a user's id where it is about one, none where it is about nobody. */
type About<A> = [A] extends ['user']
  ? { readonly about: string }
  : [A] extends ['nobody']
    ? { readonly about?: never }
    : { readonly about?: string };

interface Content<T> {
  readonly type: T;
  readonly data?: unknown;
  /** A repeated event keeps its id, and is taken once; made where left out. */
  readonly id?: string;
  /** The chain it belongs to: that of the notification or call that led to it. */
  readonly correlation?: string;
  /** When it happened (RFC 3339); now where left out. */
  readonly time?: string;
  /** `/<service>` where left out. */
  readonly source?: string;
}

/** An event as a service emits it, one of those it declares. */
export type Emitted<E extends Emits = Emits> = E extends Emits
  ? Content<E['type']> & About<E['about']>
  : never;

/** Its id, and what is sent. Throws `NotDeclared` for what would be refused. */
export function cloudEventOf(
  service: string,
  emits: readonly Emits[],
  event: Content<string> & { readonly about?: string },
): { readonly id: string; readonly text: string } {
  const { type, data, about, correlation } = event;
  const declared = emits.find((one) => one.type === type);
  if (declared === undefined) throw new NotDeclared(`${service} declares no event "${type}"`);
  if ((declared.about === 'user') !== (about !== undefined)) {
    const lack = about === undefined ? 'a user, whose id "about" is' : 'nobody, without "about"';
    throw new NotDeclared(`${service} declares "${type}" to be about ${lack}`);
  }
  const id = event.id ?? randomUUID();
  const text = JSON.stringify({
    specversion: '1.0',
    id,
    source: event.source ?? `/${service}`,
    type,
    subject: about,
    time: event.time ?? new Date().toISOString(),
    correlation,
    data,
  });
  return { id, text };
}
