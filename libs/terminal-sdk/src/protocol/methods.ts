import type { Explained, ExplainParams } from './explain.js';
import type { NotificationItem, OwnTerminal } from './notifications.js';
import type { Preview, PreviewParams } from './preview.js';
import type { ProfileDocument } from './profile.js';
import type { Changed, Connectability, Id, Instant, Nothing, TerminalKind } from './words.js';

interface User {
  readonly user: Id;
}
interface OfProfile {
  readonly profile: Id;
}
interface OfService {
  readonly service: Id;
}
interface OfEvent extends OfService {
  readonly type: string;
}
/** Until when: a boundary of the profile's rules, until `mode.clear`, or an instant. */
export type AskedUntil = 'next-change' | 'cleared' | Instant;

/** Tokens: `token` opens connections for five minutes, `refresh` gets new ones, once. */
export interface Tokens {
  readonly token: string;
  readonly refresh: string;
  readonly user: Id;
}

/** What `terminal.connect` answers; `limits` are numbers by name. */
export interface Connected {
  readonly user: Id;
  readonly terminal: Id;
  readonly connection: Id;
  readonly serverTime: Instant;
  readonly limits: Readonly<Record<string, number>>;
}

/** A decision of the user's about a viewer, or a viewer's request that awaits one. */
export interface ConsentItem {
  readonly user: Id;
  readonly state: 'pending' | 'granted' | 'denied' | 'blocked';
  readonly at: Instant;
  readonly expires?: Instant;
}

/** An event of the catalogue; `schema` is a JSON Schema of its data. */
export interface EventItem extends OfEvent {
  readonly about: 'user' | 'nobody';
  readonly subscribed: boolean;
  readonly schema?: unknown;
}

interface ServiceCall extends OfService {
  readonly operation: string;
  readonly payload: unknown;
  readonly timeoutMs?: number;
}
interface ActivateProfile extends OfProfile {
  readonly mode?: Id;
  readonly until?: AskedUntil;
}
interface Enrolment {
  readonly token: string;
  readonly kind: TerminalKind;
  readonly label: string;
  readonly number?: string;
}

interface Method<P, R> {
  readonly params: P;
  readonly result: R;
}
interface List<T> {
  readonly items: readonly T[];
}

/** Every method of the terminals' protocol: what it takes and answers. */
export interface Methods {
  readonly 'auth.login': Method<{ readonly login: string; readonly password: string }, Tokens>;
  readonly 'auth.refresh': Method<{ readonly refresh: string }, Tokens>;
  readonly 'terminal.enrol': Method<Enrolment, { readonly terminal: Id }>;
  readonly 'terminal.connect': Method<{ readonly token: string; readonly terminal: Id }, Connected>;
  readonly 'terminal.disconnect': Method<Nothing, Nothing>;
  readonly 'terminal.list': Method<Nothing, List<OwnTerminal>>;
  readonly 'terminal.remove': Method<{ readonly terminal: Id }, Changed>;
  readonly 'profile.upload': Method<
    { readonly profile: ProfileDocument; readonly expectedVersion?: number },
    { readonly profile: Id; readonly version: number }
  >;
  readonly 'profile.list': Method<
    Nothing,
    List<OfProfile & { readonly label: string; readonly version: number; readonly active: boolean }>
  >;
  readonly 'profile.get': Method<
    OfProfile,
    { readonly profile: ProfileDocument; readonly version: number }
  >;
  readonly 'profile.preview': Method<PreviewParams, Preview>;
  readonly 'profile.delete': Method<OfProfile, Changed>;
  readonly 'profile.activate': Method<ActivateProfile, Changed>;
  readonly 'profile.deactivate': Method<OfProfile, Changed>;
  readonly 'mode.activate': Method<{ readonly mode: Id; readonly until?: AskedUntil }, Changed>;
  readonly 'mode.clear': Method<Nothing, Changed>;
  readonly 'connectability.get': Method<User, User & { readonly state: Connectability }>;
  readonly explain: Method<ExplainParams, Explained>;
  readonly 'authorisation.ask': Method<User, Nothing>;
  readonly 'authorisation.retract': Method<User, Nothing>;
  readonly 'authorisation.grant': Method<User & { readonly expires?: Instant }, Nothing>;
  readonly 'authorisation.deny': Method<User, Nothing>;
  readonly 'authorisation.withdraw': Method<User, Nothing>;
  readonly 'authorisation.list': Method<Nothing, List<ConsentItem>>;
  readonly 'contact.block': Method<User, Changed>;
  readonly 'contact.unblock': Method<User, Changed>;
  readonly 'service.list': Method<
    Nothing,
    List<OfService & { readonly connected: boolean; readonly activated: boolean }>
  >;
  readonly 'service.activate': Method<OfService, Changed>;
  readonly 'service.deactivate': Method<OfService, Changed>;
  readonly 'service.call': Method<ServiceCall, { readonly payload: unknown }>;
  readonly 'event.list': Method<{ readonly service?: Id }, List<EventItem>>;
  readonly 'event.subscribe': Method<OfEvent, Changed>;
  readonly 'event.unsubscribe': Method<OfEvent, Changed>;
  readonly 'notification.fetch': Method<
    { readonly max?: number },
    List<NotificationItem> & { readonly left: number }
  >;
  readonly 'notification.acknowledge': Method<{ readonly ids: readonly Id[] }, Nothing>;
  readonly 'call.select': Method<{ readonly terminal: Id | null }, Changed>;
}

/** The name of a method. */
export type MethodName = keyof Methods;
export type Params<M extends MethodName> = Methods[M]['params'];
export type Result<M extends MethodName> = Methods[M]['result'];

/** What becomes of a request whose line was cut before its answer: see `afterCut`. */
export type AfterCut =
  /** Sent again as it is: it changes nothing. */
  | 'ask-again'
  /** Sent again with the same command id: it acts once. */
  | 'repeat'
  /** Not sent again: nobody keeps it from acting twice. */
  | 'unknown';

/** Every method, and what becomes of it after a cut. `repeat`: it carries `command`. */
export const afterCut: Readonly<Record<MethodName, AfterCut>> = {
  'auth.login': 'unknown',
  'auth.refresh': 'unknown',
  'terminal.enrol': 'repeat',
  'terminal.connect': 'unknown',
  'terminal.disconnect': 'unknown',
  'terminal.list': 'ask-again',
  'terminal.remove': 'repeat',
  'profile.upload': 'repeat',
  'profile.list': 'ask-again',
  'profile.get': 'ask-again',
  'profile.preview': 'ask-again',
  'profile.delete': 'repeat',
  'profile.activate': 'repeat',
  'profile.deactivate': 'repeat',
  'mode.activate': 'repeat',
  'mode.clear': 'repeat',
  'connectability.get': 'ask-again',
  explain: 'ask-again',
  'authorisation.ask': 'repeat',
  'authorisation.retract': 'repeat',
  'authorisation.grant': 'repeat',
  'authorisation.deny': 'repeat',
  'authorisation.withdraw': 'repeat',
  'authorisation.list': 'ask-again',
  'contact.block': 'repeat',
  'contact.unblock': 'repeat',
  'service.list': 'ask-again',
  'service.activate': 'repeat',
  'service.deactivate': 'repeat',
  'service.call': 'unknown',
  'event.list': 'ask-again',
  'event.subscribe': 'repeat',
  'event.unsubscribe': 'repeat',
  'notification.fetch': 'ask-again',
  'notification.acknowledge': 'repeat',
  'call.select': 'repeat',
};
