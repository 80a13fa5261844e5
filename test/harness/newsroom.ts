import { matched } from './matches.js';
import { type ConnectedTerminal, addPerson, connectNew, modeOf, profileOf } from './people.js';
import { useProfile } from './profiles.js';
import { Service, newService } from './service.js';
import type { System } from './system.js';

export const SCHEMA = { type: 'object', properties: { about: { type: 'string' } } };
/** What the services of these tests emit. */
export const EMITS = [
  { type: 'news', about: 'user', schema: SCHEMA },
  { type: 'tick', about: 'nobody' },
];
export const MODES = ['immediate', 'deferred', 'on-request', 'silent'] as const;

/** A mode of each kind, named as it notifies. */
const profile = profileOf({
  defaultMode: 'immediate',
  modes: MODES.map((notification, at) => modeOf(notification, at + 1, { notification })),
});

/** A user with a phone whom the paper's news interest. */
export interface Reader extends ConnectedTerminal {
  readonly user: string;
}

/** A paper, and users who are interested in what it says of them. */
export class Newsroom {
  private emitted = 0;

  private constructor(
    private readonly system: System,
    readonly paper: Service,
  ) {}

  static async open(system: System): Promise<Newsroom> {
    const declared = { emits: EMITS };
    const paper = await Service.connect(system, await newService(system, 'paper'), declared);
    return new Newsroom(system, paper);
  }

  /** With a profile that has a mode of each kind. */
  async reader(name: string): Promise<Reader> {
    const person = await addPerson(this.system, name);
    const phone = await connectNew(this.system, person, { kind: 'phone' });
    await useProfile(phone.terminal, profile);
    const { service } = this.paper;
    await phone.terminal.call('service.activate', { service });
    await phone.terminal.call('event.subscribe', { service, type: 'news' });
    return { ...phone, user: person.user };
  }

  /** The paper's next event, once it is matched. */
  async emit(type: string, changes: Record<string, unknown> = {}): Promise<string> {
    const id = await this.paper.emit(type, { data: {}, ...changes });
    await matched(this.system, this.paper.service, ++this.emitted);
    return id;
  }
}
