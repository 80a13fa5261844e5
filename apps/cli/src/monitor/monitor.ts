import type { Bus } from '@liaison/bus';
import type { ItemsAnnounced, SelfDocument } from '@liaison/contracts';
import { type Connectability, type StateDocument, type UserId, view } from '@liaison/domain';
import { matchedBatch } from '../events/matched-batch.js';
import { type Read, factOf } from '../events/reading.js';
import { takenEvent } from '../events/taken-event.js';
import { follow } from './following.js';
import type { MonitorEvent } from './monitor-event.js';
import { ServiceEvents } from './service-events.js';
import { askSelf } from '../self.js';

/**
 * Watches a system from the bus: facts as they are stored, events of services with who is notified,
 * and, for every user with contacts, what they are told about each. Reads ids and states only; no box
 * is opened, and of an event nothing beside its attributes is shown.
 */
export class Monitor {
  readonly states = new Map<UserId, StateDocument>();
  readonly selves = new Map<UserId, SelfDocument>();
  private readonly told = new Map<string, Connectability>();
  private readonly ends: (() => unknown)[] = [];
  private readonly serviceEvents: ServiceEvents;

  constructor(
    private readonly bus: Bus,
    private readonly tell: (event: MonitorEvent) => void,
  ) {
    this.serviceEvents = new ServiceEvents(tell);
  }

  /** Reads who there is, then follows. */
  async start(): Promise<void> {
    const { subjects } = this.bus;
    this.hear(`${subjects.prefix}.live.*.*`, (user, body) => this.state(user, body));
    this.hear(`${subjects.prefix}.self.*.*`, (_user, body) => this.announced(body));
    await this.followFacts();
    for (const user of await this.users()) {
      this.self(await askSelf(this.bus, user));
    }
  }

  stop(): void {
    for (const end of this.ends) end();
  }

  /** What a viewer is told about each contact of theirs, in the list's order. */
  contactsOf(viewer: UserId): (readonly [UserId, Connectability])[] {
    const contacts = this.selves.get(viewer)?.contacts ?? [];
    return contacts.map((user) => [user, view(viewer, user, this.states.get(user))] as const);
  }

  private hear(subject: string, hear: (user: UserId, body: unknown) => void): void {
    const subscription = this.bus.nc.subscribe(subject, {
      callback: (error, message) => {
        if (error === null) hear(this.bus.subjects.userOf(message.subject), message.json());
      },
    });
    this.ends.push(() => subscription.unsubscribe());
  }

  private async followFacts(): Promise<void> {
    const fact = (message: Read): void => this.fact(message);
    await this.read('FACTS', '>', fact);
    const { subjects } = this.bus;
    await this.read('REGISTRY', subjects.registryAll(), fact);
    await this.read('DELIVERY', subjects.deliveryAll(), fact);
    await this.read('EVENTS_IN', `${subjects.prefix}.events.in.>`, (message) =>
      this.serviceEvents.take(takenEvent(subjects, message)),
    );
    await this.read('DELIVERY', subjects.matchedAll(), (message) =>
      this.serviceEvents.match(matchedBatch(factOf(message))),
    );
  }

  private async read(
    stream: string,
    subject: string,
    hear: (message: Read) => void,
  ): Promise<void> {
    this.ends.push(await follow(this.bus, { stream, subject }, hear));
  }

  private fact(message: Read): void {
    const fact = factOf(message);
    const type = fact.type.replace(/^[^.]+\./, '').replace(/\.v\d+$/, '');
    const at = message.at.toISOString();
    const { subject, actor } = fact;
    const cause = fact.data['cause'];
    const why = typeof cause === 'string' ? { cause } : {};
    this.tell({ event: 'fact', at, type, subject, actor, ...why });
  }

  /** Every user that has a STATE. */
  private async users(): Promise<UserId[]> {
    const info = await this.bus.jsm.streams.info('STATE', { subjects_filter: '>' });
    const subjects = Object.keys(info.state.subjects ?? {});
    for (const subject of subjects) {
      const stored = await this.bus.jsm.streams.getMessage('STATE', { last_by_subj: subject });
      if (stored !== null) this.state(this.bus.subjects.userOf(subject), stored.json());
    }
    return subjects.map((subject) => this.bus.subjects.userOf(subject));
  }

  private state(user: UserId, body: unknown): void {
    const state = body as StateDocument;
    this.states.set(user, state);
    // Who is erased is told nothing any more.
    if (state.status === 'gone') this.selves.delete(user);
    for (const viewer of this.selves.keys()) this.compare(viewer, user);
  }

  /** What waits for a user is announced among what their own terminals are told: it is no sight. */
  private announced(body: unknown): void {
    const told = body as SelfDocument | ItemsAnnounced;
    if (!('waiting' in told)) this.self(told);
  }

  private self(body: SelfDocument): void {
    this.selves.set(body.user, body);
    for (const user of body.contacts) this.compare(body.user, user);
  }

  private compare(viewer: UserId, user: UserId): void {
    if (this.selves.get(viewer)?.contacts.includes(user) !== true) return;
    const state = view(viewer, user, this.states.get(user));
    const key = `${viewer} ${user}`;
    if (this.told.get(key) === state) return;
    this.told.set(key, state);
    const at = new Date(this.bus.times.fromEngine(Date.now())).toISOString();
    this.tell({ event: 'connectability', at, viewer, user, state });
  }
}
