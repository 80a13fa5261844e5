import type { Fault } from '@liaison/domain';
import { checkFirst } from '../schema/check.js';
import type { TypeOf } from '../schema/schema.js';
import { accessMonitorVerbs } from './access-monitor.js';
import { authVerbs } from './auth.js';
import { availabilityVerbs } from './availability.js';
import { notificationVerbs } from './notification.js';
import { serviceRegistryVerbs } from './service-registry.js';
import type { Verb } from './verb.js';

/** Every verb our apps answer on `liaison.cmd.<app>.<verb>`. */
export const commandVerbs = {
  auth: authVerbs,
  'access-monitor': accessMonitorVerbs,
  availability: availabilityVerbs,
  'service-registry': serviceRegistryVerbs,
  notification: notificationVerbs,
} as const satisfies Record<string, Record<string, Verb>>;

/** An app that answers commands. */
export type CommandApp = keyof typeof commandVerbs;
export type CommandVerb<A extends CommandApp> = keyof (typeof commandVerbs)[A] & string;

type Described<A extends CommandApp, V extends CommandVerb<A>> = (typeof commandVerbs)[A][V];
/** `data` of a request, as its schema describes it. */
export type CommandData<A extends CommandApp, V extends CommandVerb<A>> =
  Described<A, V> extends Verb<infer D> ? D : never;
/** `accepted.result` of a reply, as its schema describes it. */
export type CommandResult<A extends CommandApp, V extends CommandVerb<A>> =
  Described<A, V> extends { readonly result: infer S } ? TypeOf<S> : never;

/** A verb by its names; undefined: the app answers no such verb. */
export function commandVerb(app: string, verb: string): Verb | undefined {
  const verbs: Readonly<Record<string, Record<string, Verb>>> = commandVerbs;
  const known = Object.hasOwn(verbs, app) ? verbs[app] : undefined;
  return known !== undefined && Object.hasOwn(known, verb) ? known[verb] : undefined;
}

/** The first fault of a command's data; a verb the app does not answer is one. */
export function checkCommand(app: string, verb: string, data: unknown): readonly Fault[] {
  const known = commandVerb(app, verb);
  if (known === undefined) return [{ field: '', message: `${app} answers no ${verb}` }];
  return checkFirst(known.data, data);
}

/** The first fault of a command's result. */
export function checkCommandResult(app: string, verb: string, result: unknown): readonly Fault[] {
  const known = commandVerb(app, verb);
  if (known === undefined) return [{ field: '', message: `${app} answers no ${verb}` }];
  return checkFirst(known.result, result);
}
