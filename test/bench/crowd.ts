import { until } from '../harness/await.js';
import type { System } from '../harness/system.js';
import { inFlight } from './in-flight.js';
import { Member } from './member.js';
import { contactsOf, profileOf } from './ring.js';

/** Requests under way at once while a crowd is set up; password hashing keeps both cores busy. */
const SETUP_IN_FLIGHT = 8;
const IN_FLIGHT = 64;
const SEEN_WITHIN_MS = 120_000;

/** What of a user outlives the process that registered them. */
export interface KeptMember {
  readonly terminal: string;
  readonly refresh: string;
}

/** Whom a crowd talks to: a system in processes of its own, or one process. */
export type Server = Pick<System, 'command'> & {
  /** `ws://…/terminal` of each gateway. */
  readonly terminals: readonly string[];
};

/** Users on a ring who watch each other, each with one terminal. */
export class Crowd {
  readonly members: Member[];
  private readonly byUser = new Map<string, Member>();

  constructor(
    readonly server: Server,
    kept: readonly Partial<KeptMember>[],
  ) {
    this.members = kept.map((one, i) => Object.assign(new Member(`u${i}`, i), one));
    for (const member of this.members) this.byUser.set(member.user, member);
  }

  get size(): number {
    return this.members.length;
  }

  of(user: string): Member {
    const member = this.byUser.get(user);
    if (member === undefined) throw new Error(`no ${user} in the crowd`);
    return member;
  }

  /** Registers everybody, enrols a terminal each, uploads a profile for each degree. */
  async register(degrees: readonly number[]): Promise<readonly KeptMember[]> {
    await inFlight(this.members, SETUP_IN_FLIGHT, (member) => this.registerOne(member, degrees));
    return this.members.map(({ terminal, refresh }) => ({ terminal, refresh }));
  }

  /** New tokens for everybody; a connected terminal's connection goes on with its new one. */
  async renewTokens(): Promise<void> {
    await inFlight(this.members, SETUP_IN_FLIGHT, async (member) => {
      const result = member.isOpen
        ? await member.ask('auth.refresh', { refresh: member.refresh })
        : await this.refreshed(member);
      member.token = String(result['token']);
      member.refresh = String(result['refresh']);
    });
  }

  /** Opens and connects everybody, so many at a time; each has its snapshot then. */
  async connect(atOnce = IN_FLIGHT): Promise<void> {
    await inFlight(this.members, atOnce, async (member) => {
      await member.open(this.urlOf(member));
      await member.connect();
    });
  }

  async close(): Promise<void> {
    await inFlight(this.members, IN_FLIGHT, (member) => member.close());
  }

  /** Makes the profile of a degree everybody's active one, and waits until all see all. */
  async activate(degree: number): Promise<void> {
    await inFlight(this.members, IN_FLIGHT, async (member) => {
      await member.ask('profile.activate', { profile: `k${degree}` });
      // What is active already stays as it is, the mode chosen by hand included.
      if (member.away) await member.ask('mode.activate', { mode: 'here' });
      member.away = false;
    });
    await this.allSeen(degree);
  }

  /** Resolves when every terminal shows every contact as its terminals last said. */
  async allSeen(degree: number, withinMs = SEEN_WITHIN_MS): Promise<void> {
    const blind = (): Member[] => this.members.filter((member) => !this.sees(member, degree));
    const what = 'every terminal shows all contacts as they are';
    await until(what, () => blind().length === 0, withinMs).catch((error: unknown) => {
      const gone = this.members.filter(({ isOpen }) => !isOpen).length;
      const [one] = blind();
      const shown = JSON.stringify([...(one?.screen ?? [])]);
      throw new Error(
        `${blind().length} of ${this.size} do not see all, ${gone} are cut off; ${one?.user} sees ${shown}`,
        { cause: error },
      );
    });
  }

  private sees(member: Member, degree: number): boolean {
    if (member.screen.size !== degree) return false;
    for (const [user, state] of member.screen) {
      if (state !== (this.of(user).away ? 'not-connectable' : 'connectable')) return false;
    }
    return true;
  }

  private urlOf({ index }: Member): string {
    const { terminals } = this.server;
    return terminals[index % terminals.length] ?? '';
  }

  private async refreshed(member: Member): Promise<Record<string, unknown>> {
    await member.open(this.urlOf(member));
    const result = await member.ask('auth.refresh', { refresh: member.refresh });
    await member.close();
    return result;
  }

  private async registerOne(member: Member, degrees: readonly number[]): Promise<void> {
    const { user } = member;
    const login = `${user}@example.org`;
    const person = { login, password: `password of ${user}`, displayName: user, user };
    const added = await this.server.command('auth', 'user.add', person);
    if (added.accepted === undefined) throw new Error(`user.add: ${JSON.stringify(added)}`);
    await member.open(this.urlOf(member));
    const tokens = await member.ask('auth.login', { login, password: person.password });
    member.token = String(tokens['token']);
    member.refresh = String(tokens['refresh']);
    const device = { token: member.token, kind: 'softphone', label: 'bench' };
    member.terminal = String((await member.ask('terminal.enrol', device))['terminal']);
    await member.connect();
    for (const degree of degrees) {
      const contacts = contactsOf(member.index, degree, this.size);
      await member.ask('profile.upload', { profile: profileOf(degree, contacts) });
    }
    await member.ask('profile.activate', { profile: `k${degrees[0]}` });
    await member.close();
  }
}
