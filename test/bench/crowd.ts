import type { System } from '../harness/system.js';
import { Random } from '../model/random.js';
import { Member } from './member.js';

/** Requests under way at once while a crowd is set up; password hashing keeps both cores busy. */
const SETUP_IN_FLIGHT = 8;
const GRAPH_SEED = 20_260_105;

/** Users whose contact graph is a ring: contacts(i) = i ± d mod N for K/2 fixed pseudo-random d. */
export class Crowd {
  readonly members: Member[];
  private readonly byUser = new Map<string, Member>();

  constructor(
    readonly system: System,
    readonly size: number,
    readonly degrees: readonly number[],
  ) {
    this.members = Array.from({ length: size }, (_item, i) => new Member(`u${i}`, i));
    for (const member of this.members) this.byUser.set(member.user, member);
  }

  of(user: string): Member {
    const member = this.byUser.get(user);
    if (member === undefined) throw new Error(`no ${user} in the crowd`);
    return member;
  }

  /** Registers everybody, enrols a terminal each, uploads a profile for each degree. */
  async register(): Promise<void> {
    await inFlight(this.members, SETUP_IN_FLIGHT, async (member) => {
      await this.registerOne(member);
    });
  }

  /** Who member `i` sees, and, the graph being symmetric, who sees them. */
  contacts(index: number, degree: number): string[] {
    return offsets(degree, this.size).flatMap((d) => [
      `u${(index + d) % this.size}`,
      `u${(index - d + this.size) % this.size}`,
    ]);
  }

  /** New tokens for everybody: those of the set-up have ended. */
  async renewTokens(): Promise<void> {
    await inFlight(this.members, SETUP_IN_FLIGHT, async (member) => {
      const answer = await this.system.command('auth', 'auth.refresh', { refresh: member.refresh });
      const result = answer.accepted?.result;
      if (result === undefined) throw new Error(`auth.refresh: ${JSON.stringify(answer)}`);
      member.token = String(result['token']);
      member.refresh = String(result['refresh']);
    });
  }

  /** Opens and connects everybody, so many at a time. */
  async connect(members: readonly Member[], atOnce: number): Promise<void> {
    await inFlight(members, atOnce, async (member) => {
      await member.open(this.system.terminalUrl(member.index % this.gateways()));
      await member.connect();
    });
  }

  async close(): Promise<void> {
    await inFlight(this.members, 64, (member) => member.close());
  }

  /** Makes the profile of a degree everybody's active one. */
  async activate(degree: number): Promise<void> {
    await inFlight(this.members, 64, async (member) => {
      await member.call('profile.activate', { profile: `k${degree}` });
    });
  }

  private gateways(): number {
    return this.system.boxes.get('gateway')?.length ?? 1;
  }

  private async registerOne(member: Member): Promise<void> {
    const { user } = member;
    const login = `${user}@example.org`;
    const person = { login, password: `password of ${user}`, displayName: user, user };
    const added = await this.system.command('auth', 'user.add', person);
    if (added.accepted === undefined) throw new Error(`user.add: ${JSON.stringify(added)}`);
    await member.open(this.system.terminalUrl(member.index % this.gateways()));
    const session = await member.call('auth.login', { login, password: person.password });
    member.token = String(session['token']);
    member.refresh = String(session['refresh']);
    const device = { token: member.token, kind: 'softphone', label: 'bench' };
    member.terminal = String((await member.call('terminal.enrol', device))['terminal']);
    await member.connect();
    for (const degree of this.degrees) {
      const contacts = this.contacts(member.index, degree);
      await member.call('profile.upload', { profile: profileOf(degree, contacts) });
    }
    await member.call('profile.activate', { profile: `k${this.degrees[0]}` });
    await member.close();
  }
}

/** Runs work over items, so many at once. */
export async function inFlight<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const item = items[next++];
      if (item !== undefined) await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}

function offsets(degree: number, size: number): number[] {
  const random = new Random(GRAPH_SEED);
  const found = new Set<number>();
  while (found.size < degree / 2) found.add(1 + random.below(Math.floor(size / 2) - 1));
  return [...found];
}

function profileOf(degree: number, contacts: readonly string[]): object {
  const everyone = { everyone: true };
  const mode = (name: string, order: number, state: string): object => ({
    mode: name,
    order,
    availability: { state },
    audience: everyone,
    notification: 'immediate',
  });
  return {
    profile: `k${degree}`,
    label: `${degree} contacts`,
    zone: 'Europe/Paris',
    contacts,
    authorisation: 'open',
    defaultMode: 'here',
    modes: [mode('here', 1, 'available'), mode('away', 2, 'not-available')],
  };
}
