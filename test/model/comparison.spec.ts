import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import * as domain from '@liaison/domain';
import { FAULTS, type PlantedFault } from './faults.js';
import { History } from './history.js';
import { NAMES } from './names.js';
import { USERS } from './random-document.js';
import { Random } from './random.js';
import type { RawFact } from './raw-fact.js';
import { ReferenceWorld } from './reference.js';
import { canonical } from '../harness/canonical.js';

type Domain = typeof domain;

const HISTORIES = Number(process.env['LIAISON_TEST_HISTORIES'] ?? 20_000);
const FACTS_MAX = 40;
const SEED = Number(process.env['LIAISON_TEST_SEED'] ?? Date.now() % 1_000_000_000);
/** A planted fault is looked for in so many histories at the most. */
const HISTORIES_A_FAULT = 4_000;
const CHECKOUT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The domain's fold of the same facts. */
class DomainWorld {
  private readonly users = new Map<string, domain.UserFacts>();

  constructor(private readonly domain: Domain) {}

  of(user: string): domain.UserFacts | undefined {
    return this.users.get(user);
  }

  fold(raw: RawFact): void {
    const [aggregate, user = '', other = ''] = raw.subject.split('.');
    const before = this.users.get(user) ?? {
      account: this.domain.initialAccount,
      profiles: this.domain.initialProfiles,
      terminals: {},
      consents: {},
    };
    const type = NAMES[raw.type.slice('liaison.'.length, -'.v1'.length)];
    const fact = { type, ...raw.data, ...(raw.box === 'erased' ? {} : raw.box) } as never;
    const stamp = { id: raw.id, time: raw.time, revision: raw.revision };
    const { evolveAccount, evolveProfiles, evolveTerminal, evolveConsent } = this.domain;
    if (aggregate === 'account') {
      this.users.set(user, { ...before, account: evolveAccount(before.account, fact, stamp) });
    } else if (aggregate === 'profile') {
      this.users.set(user, { ...before, profiles: evolveProfiles(before.profiles, fact, stamp) });
    } else if (aggregate === 'terminal') {
      const state = before.terminals[other] ?? this.domain.initialTerminal;
      const terminals = { ...before.terminals, [other]: evolveTerminal(state, fact, stamp) };
      this.users.set(user, { ...before, terminals });
    } else {
      const state = before.consents[other] ?? this.domain.initialConsent;
      const consents = { ...before.consents, [other]: evolveConsent(state, fact, stamp) };
      this.users.set(user, { ...before, consents });
    }
  }
}

function grown(seed: number): History {
  const random = new Random(seed);
  return new History(random).grow(1 + random.below(FACTS_MAX));
}

/** The first difference between the two in one history; undefined: none. */
function difference(seed: number, under: Domain): string | undefined {
  const history = grown(seed);
  const reference = new ReferenceWorld();
  const world = new DomainWorld(under);
  for (const fact of history.facts) {
    reference.fold(fact);
    world.fold(fact);
  }
  for (const target of USERS) {
    const found = differenceAbout(target, history.instant, { reference, world, under });
    if (found !== undefined) return `seed ${seed}, ${history.facts.length} facts: ${found}`;
  }
  return undefined;
}

interface Worlds {
  readonly reference: ReferenceWorld;
  readonly world: DomainWorld;
  readonly under: Domain;
}

function differenceAbout(target: string, instant: string, worlds: Worlds): string | undefined {
  const { reference, world, under } = worlds;
  const facts = world.of(target);
  const state = facts === undefined ? undefined : under.stateDocument(facts, instant);
  for (const viewer of USERS) {
    const expected = reference.tells(viewer, target);
    const told = under.connectability(viewer, target, (user) => world.of(user), instant);
    if (told !== expected) return `${viewer} is told ${target} is ${told}, not ${expected}`;
    const registered = world.of(viewer)?.account.status === 'registered';
    const viewed = registered ? under.view(viewer, target, state) : expected;
    if (viewed !== expected) return `${viewer} views ${target} as ${viewed}, not ${expected}`;
  }
  const gone = { status: 'gone' };
  return (
    unequal(`STATE of ${target}`, state ?? gone, reference.state(target) ?? gone) ??
    unequal(`kept of ${target}`, kept(facts, instant, under), reference.kept(target))
  );
}

function unequal(what: string, actual: unknown, wanted: unknown): string | undefined {
  const [is, should] = [canonical(actual), canonical(wanted)];
  return is === should ? undefined : `${what} is ${is}, not ${should}`;
}

/** What the domain's heads hold beside what viewers are told. */
function kept(facts: domain.UserFacts | undefined, instant: string, under: Domain): unknown {
  if (facts === undefined) return undefined;
  const { account, profiles, consents } = facts;
  return {
    status: account.status,
    terminals: account.terminals.map(({ terminal }) => terminal),
    credentials: account.credentials.map(({ credential }) => credential),
    active: profiles.active,
    manual: profiles.manual,
    pending: under.pendingRequests(consents, { instant }),
  };
}

describe('the reference model and the domain', () => {
  it('are shown every type of fact, and manual modes whose end a later fact settles', () => {
    // The same ones at every run: rare facts are in these, and as often in any others.
    const facts = Array.from({ length: 3_000 }, (_, i) => grown(i).facts).flat();
    const types = new Set(facts.map(({ type }) => type.slice('liaison.'.length, -'.v1'.length)));
    expect([...types].toSorted()).toEqual(Object.keys(NAMES).toSorted());
    const settled = facts.filter(({ box }) => JSON.stringify(box ?? {}).includes('manualEnded'));
    // All but `mode-cleared`: what has ended needs no clearing.
    expect(new Set(settled.map(({ type }) => type)).size).toBe(6);
  });

  it(`agree on ${HISTORIES} generated histories, seed ${SEED}`, () => {
    // Titles of tests that pass are not printed where several files run.
    process.stdout.write(`test/model: ${HISTORIES} histories, LIAISON_TEST_SEED=${SEED}\n`);
    for (let i = 0; i < HISTORIES; i++) {
      expect(difference(SEED + i, domain)).toBeUndefined();
    }
  }, 300_000);
});

describe('a fault planted in the domain', () => {
  const folder = join(CHECKOUT, '.liaison', 'mutants', String(process.pid));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function plant(fault: PlantedFault, index: number): Promise<Domain> {
    const copy = join(folder, String(index));
    await mkdir(copy, { recursive: true });
    await cp(join(CHECKOUT, 'libs', 'domain', 'src'), copy, {
      recursive: true,
      filter: (path) => !path.endsWith('.spec.ts'),
    });
    const file = join(copy, fault.file);
    const text = await readFile(file, 'utf8');
    expect(text.split(fault.find)).toHaveLength(2);
    await writeFile(file, text.replace(fault.find, fault.replace));
    return (await import(pathToFileURL(join(copy, 'index.ts')).href)) as Domain;
  }

  it.each(FAULTS.map((fault, index) => [fault.why, fault, index] as const))(
    'is found: %s',
    async (_why, fault, index) => {
      const broken = await plant(fault, index);
      let found: string | undefined;
      for (let i = 0; i < HISTORIES_A_FAULT && found === undefined; i++) {
        found = difference(i + 1, broken);
      }
      expect(found).toMatch(/is told|views|STATE of|kept of/);
    },
  );
});
