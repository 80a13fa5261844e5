import type { ConnectionId, UserId } from '@liaison/domain';
import type { AggregateName } from './aggregates.js';
import { factNameOf, factStreamOf, parseFactName, partitionKey } from './fact-names.js';
import { InboxSubjects } from './inbox-subjects.js';
import { BadToken, ID_CHARS_MAX, idToken, isId } from './tokens.js';

/** A verb is a method's whole name, dots included: `mode.activate`. */
const VERB = /^[a-z][a-z-]{0,31}(?:\.[a-z][a-z-]{0,31}){0,3}$/;

/**
 * The only maker and parser of subjects. Outside text cannot widen one: whatever is not an id of
 * the right length throws `BadToken`. `p` is a partition, FNV-1a 32 of the user's id modulo
 * `partitions` (of a service account: of the service's id).
 */
export class Subjects extends InboxSubjects {
  private readonly factsHead = `${this.prefix}.facts.`;
  private readonly cmdHead = `${this.prefix}.cmd.`;

  /** `liaison.facts.3.profile.alice`; outside FACTS `liaison.registry.telephony`. */
  fact(aggregate: AggregateName): string {
    const name = factNameOf(aggregate);
    if (aggregate.kind === 'inbox') return this.inboxFacts(aggregate.user);
    if (factStreamOf(aggregate.kind) !== 'FACTS') return `${this.prefix}.${name}`;
    return `${this.factsHead}${this.partitionOf(partitionKey(aggregate))}.${name}`;
  }

  /** The aggregate of a fact's subject; undefined where it is none, or in the wrong partition. */
  parseFact(subject: string): AggregateName | undefined {
    if (!subject.startsWith(this.factsHead)) return this.parseFactOutside(subject);
    const end = subject.indexOf('.', this.factsHead.length);
    if (end < 0) return undefined;
    const aggregate = parseFactName(subject.slice(end + 1));
    if (aggregate === undefined || factStreamOf(aggregate.kind) !== 'FACTS') return undefined;
    const partition = subject.slice(this.factsHead.length, end);
    return partition === String(this.partitionOf(partitionKey(aggregate))) ? aggregate : undefined;
  }

  /** The aggregate's name, a fact's `subject`: `profile.alice`. */
  factName(aggregate: AggregateName): string {
    return factNameOf(aggregate);
  }

  /** `liaison.facts.3.>` */
  factsOf(partition: number): string {
    return `${this.factsHead}${this.number(partition)}.>`;
  }

  /** `liaison.facts.3.account.*` */
  accountsOf(partition: number): string {
    return `${this.factsHead}${this.number(partition)}.account.*`;
  }

  /** `liaison.facts.3.terminal.>`: all terminals of a partition's users. */
  terminalFactsOf(partition: number): string {
    return `${this.factsHead}${this.number(partition)}.terminal.>`;
  }

  /** `liaison.facts.3.consent.alice.*`: all consents of an owner. */
  consentsOf(owner: UserId): string {
    return `${this.factsHead}${this.at(owner, 'consent.')}.*`;
  }

  /** `liaison.state.3.alice` */
  state(user: UserId): string {
    return `${this.prefix}.state.${this.at(user)}`;
  }

  /** `liaison.state.3.*` */
  stateOf(partition: number): string {
    return `${this.prefix}.state.${this.number(partition)}.*`;
  }

  /** `liaison.live.3.alice`: STATE, republished by the engine. */
  live(user: UserId): string {
    return `${this.prefix}.live.${this.at(user)}`;
  }

  /** `liaison.live.3.*` */
  liveOf(partition: number): string {
    return `${this.prefix}.live.${this.number(partition)}.*`;
  }

  /** `liaison.self.3.alice`: announcements of a user's SELF. */
  self(user: UserId): string {
    return `${this.prefix}.self.${this.at(user)}`;
  }

  /** `liaison.self.get.3.alice`: request for a user's SELF. */
  selfGet(user: UserId): string {
    return `${this.prefix}.self.get.${this.at(user)}`;
  }

  /** `liaison.self.get.3.*` */
  selfGetOf(partition: number): string {
    return `${this.prefix}.self.get.${this.number(partition)}.*`;
  }

  /** `liaison.shown.3.alice`: what was told about this user. */
  shown(user: UserId): string {
    return `${this.prefix}.shown.${this.at(user)}`;
  }

  /** `liaison.erasure.3.alice`: request to wipe what is derived from a user. */
  erasure(user: UserId): string {
    return `${this.prefix}.erasure.${this.at(user)}`;
  }

  /** `liaison.erasure.3.*` */
  erasureOf(partition: number): string {
    return `${this.prefix}.erasure.${this.number(partition)}.*`;
  }

  /** `liaison.rebuilding.availability`: who rebuilds these rows now? */
  rebuilding(projection: string): string {
    return `${this.prefix}.rebuilding.${idToken(projection, ID_CHARS_MAX, 'a projection')}`;
  }

  /** `liaison.strangers.3.alice`: may alice ask about somebody who is no contact? */
  strangers(user: UserId): string {
    return `${this.prefix}.strangers.${this.at(user)}`;
  }

  /** `liaison.strangers.3.*` */
  strangersOf(partition: number): string {
    return `${this.prefix}.strangers.${this.number(partition)}.*`;
  }

  /** `liaison.asks.3.alice`: whom alice has asked for authorisation of late. */
  asks(user: UserId): string {
    return `${this.prefix}.asks.${this.at(user)}`;
  }

  /** `liaison.keys.destroyed.alice`: a user's key is gone; caches drop their copy. */
  keyDestroyed(user: string): string {
    return `${this.prefix}.keys.destroyed.${idToken(user, ID_CHARS_MAX, "a user's id")}`;
  }

  /** `liaison.keys.destroyed.*` */
  keysDestroyed(): string {
    return `${this.prefix}.keys.destroyed.*`;
  }

  /** The user of a subject of STATE, live, SELF, erasure, strangers or destroyed keys: its last token. */
  userOf(subject: string): UserId {
    return subject.slice(subject.lastIndexOf('.') + 1);
  }

  /** `liaison.cmd.auth.user.add` */
  command(app: string, verb: string): string {
    if (!VERB.test(verb)) throw new BadToken('a verb', verb);
    return `${this.cmdHead}${idToken(app, ID_CHARS_MAX, 'an app')}.${verb}`;
  }

  /** `liaison.cmd.auth.>` */
  commandsOf(app: string): string {
    return `${this.cmdHead}${idToken(app, ID_CHARS_MAX, 'an app')}.>`;
  }

  /** The app and verb of a subject of a command. */
  parseCommand(subject: string): { readonly app: string; readonly verb: string } | undefined {
    if (!subject.startsWith(this.cmdHead)) return undefined;
    const end = subject.indexOf('.', this.cmdHead.length);
    if (end < 0) return undefined;
    const app = subject.slice(this.cmdHead.length, end);
    const verb = subject.slice(end + 1);
    return isId(app) && VERB.test(verb) ? { app, verb } : undefined;
  }

  /** `liaison.leases.gateway.<id>` */
  gatewayLease(id: string): string {
    return this.replicaLease('gateway', id);
  }

  /** `liaison.leases.gateway.*` */
  gatewayLeases(): string {
    return this.replicaLeases('gateway');
  }

  /** `liaison.leases.<app>.<replica>` */
  replicaLease(app: string, replica: string): string {
    return `${this.leasesHead(app)}${idToken(replica, ID_CHARS_MAX, 'a replica')}`;
  }

  /** `liaison.leases.<app>.*` */
  replicaLeases(app: string): string {
    return `${this.leasesHead(app)}*`;
  }

  /** `liaison.leases.>` */
  leasesAll(): string {
    return `${this.prefix}.leases.>`;
  }

  /** `liaison.parked.>` */
  parkedAll(): string {
    return `${this.prefix}.parked.>`;
  }

  /**
   * Whose lease a subject is: `app` is `gateway` for a gateway's, `service` for that of a connection
   * of a service, whose `id` is `<svc>.<connection>`.
   */
  parseLease(subject: string): { readonly app: string; readonly id: string } | undefined {
    const [prefix, word, app, id, connection, ...rest] = subject.split('.');
    if (prefix !== this.prefix || word !== 'leases' || rest.length > 0) return undefined;
    if (!isId(app) || !isId(id)) return undefined;
    if (connection === undefined) return { app, id };
    return app === 'service' && isId(connection) ? { app, id: `${id}.${connection}` } : undefined;
  }

  /** `liaison.connection.<connection>`: requests of a terminal that came to another gateway than its own. */
  connection(id: ConnectionId): string {
    return `${this.prefix}.connection.${idToken(id, ID_CHARS_MAX, 'a connection')}`;
  }

  /** `liaison.ckpt.<projector>.<p>` */
  checkpoint(projector: string, partition: number): string {
    const name = idToken(projector, ID_CHARS_MAX, 'a projector');
    return `${this.prefix}.ckpt.${name}.${this.number(partition)}`;
  }

  /** All that projectors keep: `liaison.ckpt.*.*` */
  checkpoints(): string {
    return `${this.prefix}.ckpt.*.*`;
  }

  /** Whose checkpoint lies at one of these. */
  projectorOf(subject: string): string {
    return subject.split('.').at(-2) ?? '';
  }

  /** `liaison.parked.projector.<name>` */
  parkedProjector(name: string): string {
    return `${this.prefix}.parked.projector.${idToken(name, ID_CHARS_MAX, 'a projector')}`;
  }

  private leasesHead(app: string): string {
    return `${this.prefix}.leases.${idToken(app, ID_CHARS_MAX, 'an app')}.`;
  }

  private parseFactOutside(subject: string): AggregateName | undefined {
    if (!subject.startsWith(`${this.prefix}.`)) return undefined;
    const inbox = this.parseInboxFacts(subject);
    if (inbox !== undefined) return { kind: 'inbox', user: inbox };
    const aggregate = parseFactName(subject.slice(this.prefix.length + 1));
    if (aggregate === undefined || aggregate.kind === 'inbox') return undefined;
    return factStreamOf(aggregate.kind) === 'FACTS' ? undefined : aggregate;
  }
}
