import { join } from 'node:path';
import { DeliverPolicy, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { until } from '../harness/await.js';
import { readAll } from '../harness/log.js';
import { modeOf, profileOf } from '../harness/people.js';
import { type Program, startProgram } from '../harness/processes.js';
import { Service } from '../harness/service.js';
import { System } from '../harness/system.js';
import { Actor } from './actor.js';
import { type GivenClock, commandOf } from './given.js';

const PARTITIONS = 16;
/** Two worlds share the machine with each other. */
const ASK_TIMEOUT_MS = 35_000;
/** The service that terminals ask where a call would ring. */
export const SWITCHBOARD = 'switchboard';

/** What is the same in both worlds. */
export interface Given {
  readonly clock: GivenClock;
  readonly seed: number;
}

interface Accepted {
  readonly sequence?: number;
  readonly result: Record<string, unknown>;
}

/** One of two worlds: a whole mediation server, its clock and its chance given. */
export class World {
  gateway = '';
  private witness!: Actor;
  private witnessed = 0;
  private hand!: Program;
  private switchboard!: Service;
  private jsm!: JetStreamManager;

  private constructor(
    readonly system: System,
    private readonly given: Given,
  ) {}

  static async start(given: Given): Promise<World> {
    const env = {
      LIAISON_CLOCK_FILE: given.clock.path,
      LIAISON_CHANCE_SEED: String(given.seed),
    };
    const world = new World(await System.start({ services: true, env }), given);
    try {
      await world.begin();
      return world;
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  get clock(): GivenClock {
    return this.given.clock;
  }

  /** An operator's command that has to be accepted, by a name that is the command's in both worlds. */
  async command(app: string, verb: string, data: object, name: string): Promise<Accepted> {
    const id = commandOf(this.clock.ms, `${this.given.seed} ${name}`);
    const answer = await this.system.command(app, verb, data, id);
    if (answer.accepted === undefined) {
      throw new Error(`${verb} ${JSON.stringify(data)}: ${JSON.stringify(answer)}`);
    }
    return answer.accepted;
  }

  /** What no command of an operator's does; answers the fact's sequence, `admit` a refresh token too. */
  async byHand(
    verb: 'register' | 'admit' | 'suspend',
    user: string,
    name: string,
  ): Promise<{ sequence: number; refresh?: string }> {
    const command = commandOf(this.clock.ms, `${this.given.seed} ${name}`);
    const asked = JSON.stringify({ verb, user, command });
    const options = { timeout: ASK_TIMEOUT_MS };
    const answer = await this.system.operator.request('fixture.account', asked, options);
    const said = answer.json<{ sequence: number; refresh?: string; error?: unknown }>();
    if (said.error !== undefined) throw new Error(`${verb} ${user}: ${answer.string()}`);
    return said;
  }

  /** The last fact of an aggregate (`profile.alice`): its type and its sequence. */
  async lastFact(aggregate: string): Promise<{ type: string; sequence: number } | undefined> {
    const user = aggregate.split('.')[1] ?? '';
    const last_by_subj = `liaison.facts.${partitionOf(user)}.${aggregate}`;
    const message = await this.jsm.direct.getMessage('FACTS', { last_by_subj });
    if (message === null) return undefined;
    return { type: message.json<{ type: string }>().type, sequence: message.seq };
  }

  async isErased(user: string): Promise<boolean> {
    return (
      (await this.lastFact(`account.${user}`))?.type === 'liaison.account.erasure-completed.v1'
    );
  }

  /** STATE of a user but for its place in the log; undefined: there is none. */
  async stateOf(user: string): Promise<string | undefined> {
    const message = await this.stored(user);
    return message?.replace(/"src":\d+,?/, '');
  }

  /**
   * Resolves when all that these have done is in STATE and on its way to the gateways: it is folded,
   * and a change of somebody else, folded after it, is stored.
   */
  async settled(actors: readonly Actor[]): Promise<void> {
    await Promise.all(actors.map((actor) => this.folded(actor)));
    const { witness } = this;
    await witness.activate(this.witnessed++ % 2 === 0 ? 'away' : 'office');
    await until('a change after it is in STATE', async () => {
      const { src = 0 } = JSON.parse((await this.stored(witness.user)) ?? '{}') as { src?: number };
      return src >= witness.last;
    });
  }

  async stop(): Promise<void> {
    await (this.switchboard as Service | undefined)?.cut();
    await (this.hand as Program | undefined)?.signal('SIGTERM');
    await this.system.stop();
  }

  private async begin(): Promise<void> {
    const { system } = this;
    this.jsm = await jetstreamManager(system.operator);
    const filter_subjects = 'liaison.leases.gateway.*';
    const from = { filter_subjects, deliver_policy: DeliverPolicy.LastPerSubject };
    await readAll(system, 'LEASES', from, ({ subject }) => {
      this.gateway = subject.split('.').at(-1) ?? '';
    });
    this.hand = await startProgram({
      script: 'apps/auth/dist/fixtures/accounts-by-hand.js',
      args: [system.natsUrl, system.seedFile, join(system.data, 'master.key')].concat(
        this.clock.path,
        String(this.given.seed),
        system.databaseUrl ?? '',
      ),
      readyEvent: 'ready',
    });
    this.witness = new Actor(this, 'witness');
    await this.witness.register();
    const away = modeOf('away', 2, { availability: { state: 'not-available' } });
    await this.witness.useProfile(profileOf({ modes: [modeOf('office', 1), away] }));
    await this.witness.connect();
    await this.openSwitchboard();
  }

  private async openSwitchboard(): Promise<void> {
    const service = SWITCHBOARD;
    const say = (app: string, verb: string, more: object = {}): Promise<Accepted> =>
      this.command(app, verb, { service, ...more }, `${service} ${verb}`);
    await say('service-registry', 'service.register');
    const { result } = await say('auth', 'service.issue-identity', { kind: 'secret' });
    await say('service-registry', 'service.open');
    const known = { service, secret: String(result['secret']) };
    const emits = [{ type: 'rung', about: 'user' }];
    const conduct = {
      consumes: false,
      answers: async (call: object, to: Service) => {
        const { payload, user } = call as { payload: { user: string }; user: string };
        const query = { 'call-target': { user: payload.user, caller: user } };
        return { payload: await to.ask('query', query) };
      },
    };
    const declared = { emits, calls: ['where'] };
    this.switchboard = await Service.connect(this.system, known, declared, conduct);
  }

  private async folded({ user, last }: Actor): Promise<void> {
    if (last === 0) return;
    const subject = `liaison.self.get.${partitionOf(user)}.${user}`;
    const asked = JSON.stringify({ atLeast: last });
    await this.system.operator.request(subject, asked, { timeout: ASK_TIMEOUT_MS });
  }

  private async stored(user: string): Promise<string | undefined> {
    const last_by_subj = `liaison.state.${partitionOf(user)}.${user}`;
    return (await this.jsm.direct.getMessage('STATE', { last_by_subj }))?.string();
  }
}

/** FNV-1a 32 of the id, modulo the partitions. */
function partitionOf(user: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(user)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % PARTITIONS;
}
