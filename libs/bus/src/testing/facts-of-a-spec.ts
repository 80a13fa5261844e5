import { type Fact, type JsonObject, terminalCodec, uuidV7 } from '@liaison/contracts';
import type { ProfileDocument, ProfileFact, TerminalFact, TerminalState } from '@liaison/domain';
import type { Bus } from '../connection.js';
import { JetStreamFactStore } from '../fact-store/fact-store.js';
import { ensureLayout } from '../layout/layout.js';
import type { CommandContext, Outcome } from '../ports.js';
import { type SpecEngine, SpecKeys, specClock, specEngine } from './engine-of-a-spec.js';

const GATEWAY = 'g1';
const WINDOW_NS = 100_000_000;
const settled = { covering: [], passed: [], zoneData: '2026a' };

export const connected = (connection: string): TerminalFact => ({
  type: 'TerminalConnected',
  connection,
  gateway: GATEWAY,
  network: 'websocket',
});
export const disconnected = (
  connection: string,
  cause: 'closed' | 'lost' = 'closed',
): TerminalFact => ({
  type: 'TerminalDisconnected',
  connection,
  cause,
  lastSeen: '2026-01-05T08:00:00.000Z',
});
export const activated = (profile: string): ProfileFact => ({
  type: 'ProfileActivated',
  profile,
  ...settled,
});
export const uploaded = (profile: string): ProfileFact => ({
  type: 'ProfileUploaded',
  document: documentOf(profile),
  ...settled,
});

function documentOf(profile: string): ProfileDocument {
  return {
    profile,
    label: 'At work',
    zone: 'Europe/Paris',
    contacts: ['bob'],
    authorisation: 'open',
    defaultMode: 'away',
    modes: [
      {
        mode: 'away',
        order: 1,
        availability: { state: 'not-available' },
        audience: { everyone: true },
        notification: 'on-request',
      },
    ],
  };
}

/** The terminal every spec writes on: `t1` of a user. */
export const terminalOf = (user: string) => ({ kind: 'terminal', user, terminal: 't1' }) as const;

/** The outcome, which must be an accepted one. */
export function accepted<F, S>(outcome: Outcome<F, S>) {
  if ('accepted' in outcome) return outcome;
  throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
}

export const codeOf = (outcome: Outcome<unknown, unknown>): string | undefined =>
  'refused' in outcome ? outcome.refused.code : undefined;

/** A log with a fact store on it. The engine's duplicate window is the smallest there is: whatever
 * is recognised later is recognised by us. */
export class SpecFacts {
  readonly keys = new SpecKeys();
  readonly clock = specClock();
  private users = 0;

  private constructor(
    readonly spec: SpecEngine,
    readonly bus: Bus,
  ) {}

  static async start(): Promise<SpecFacts> {
    const spec = await specEngine();
    const bus = await spec.connect();
    await ensureLayout(bus, spec.settings);
    const { config } = await bus.jsm.streams.info('FACTS');
    await bus.jsm.streams.update('FACTS', { ...config, duplicate_window: WINDOW_NS });
    return new SpecFacts(spec, bus);
  }

  newUser(): string {
    return `u${++this.users}`;
  }

  /** A store more, with nothing remembered. */
  store(more: Partial<ConstructorParameters<typeof JetStreamFactStore>[0]> = {}) {
    const { bus, keys, clock } = this;
    return new JetStreamFactStore({ bus, keys, clock, app: 'availability', ...more });
  }

  commandOf(ageMs = 0): string {
    return uuidV7(this.clock.ms() - ageMs);
  }

  by(command = this.commandOf(), more: Partial<CommandContext> = {}): CommandContext {
    return { command, actor: 'user/alice/phone-1', correlation: 'c-1', ...more };
  }

  connect(
    store: JetStreamFactStore,
    user: string,
    connection: string,
    context = this.by(),
  ): Promise<Outcome<TerminalFact, TerminalState>> {
    const fact = connected(connection);
    return store.execute(terminalCodec, terminalOf(user), context, () => ({ fact }));
  }

  subject(user: string): string {
    return this.bus.subjects.fact(terminalOf(user));
  }

  /** All facts of a subject, from the log itself. */
  async history(subject: string): Promise<Fact[]> {
    const consumer = await this.bus.js.consumers.get('FACTS', { filter_subjects: subject });
    const { num_pending: pending } = await consumer.info();
    const found: Fact[] = [];
    if (pending === 0) return found;
    for await (const message of await consumer.fetch({ max_messages: pending })) {
      found.push(message.json<Fact>());
    }
    await consumer.delete();
    return found;
  }

  /** A message of the log as it lies there. */
  async message(sequence: number) {
    const stored = await this.bus.jsm.streams.getMessage('FACTS', { seq: sequence });
    if (stored === null) throw new Error(`nothing at ${sequence}`);
    return {
      subject: stored.subject,
      text: stored.string(),
      body: stored.json<JsonObject>(),
      header: (name: string): string => stored.header.get(name),
    };
  }
}
