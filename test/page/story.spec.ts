import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { until } from '../harness/await.js';
import { type Window, mayUseBrowser, openWindow, startBrowser } from '../harness/browser.js';
import {
  type ConnectedTerminal,
  type Person,
  addUser,
  connectAgain,
  connectNew,
} from '../harness/people.js';
import { CHECKOUT } from '../harness/processes.js';
import { caughtUp, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import {
  A_NEW_ONE,
  contactsOf,
  logIn,
  openDocument,
  saveDocument,
  useModeOf,
  useProfileOf,
} from './seen.js';

/** What each is told of their contacts; who is not connected is not there. */
type Told = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Order {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

interface Stage {
  start(terminal: object): Promise<void>;
  order(name: string, order: Order): void;
  kill(name: string): Promise<void>;
}

type Scene = (stage: Stage, say: (who: string, does: string) => void) => Promise<void> | void;

const [there, away, unknown] = ['connectable', 'not-connectable', 'unknown'];

/** Before the first scene, and after the last. */
const AT_FIRST = {
  alice: { bob: there, carol: there, dave: there },
  bob: { alice: there, carol: there, dave: there },
  carol: { alice: there, bob: there },
  dave: { alice: there, bob: there, carol: unknown },
};
const DARK = {
  alice: { ...AT_FIRST.alice, carol: away },
  bob: { ...AT_FIRST.bob, alice: 'in-transfer', carol: away },
  dave: AT_FIRST.dave,
};
const HIDDEN = { ...DARK, dave: { ...AT_FIRST.dave, bob: unknown } };
const AT_HOME = {
  alice: { carol: away },
  bob: { ...DARK.bob, alice: unknown },
  dave: { alice: unknown, bob: unknown, carol: unknown },
};

/** What the example says first in each scene, and what everybody is told after it. */
const SCENES: readonly (readonly [says: string, told: Told])[] = [
  [
    "alice's phone activates the mode driving: bob is told in-transfer, the others are not",
    { ...AT_FIRST, bob: { ...AT_FIRST.bob, alice: 'in-transfer' } },
  ],
  ["carol's phone loses its power", DARK],
  ["bob's phone hides bob from dave", HIDDEN],
  ["alice's phone switches to the profile home, which shows alice to carol only", AT_HOME],
  [
    "carol's phone has power again and connects",
    {
      alice: { carol: there },
      bob: { ...AT_HOME.bob, carol: there },
      carol: AT_FIRST.carol,
      dave: AT_HOME.dave,
    },
  ],
  ["bob's phone shows bob to dave again", AT_FIRST],
];

/** The example is a stranger as these tests are: what it is compiled to is looked at. */
function compiled<T>(name: string): Promise<T> {
  const file = join(CHECKOUT, 'apps/examples/dist', `${name}.js`);
  return import(pathToFileURL(file).href) as Promise<T>;
}

/** Does on a page what the story orders a terminal. */
async function carryOut(page: Window['page'], { method, params }: Order): Promise<void> {
  switch (method) {
    case 'profile.activate':
      return useProfileOf(page, String(params['profile']));
    case 'mode.activate':
      return useModeOf(page, String(params['mode']));
    case 'mode.clear':
      return page.getByRole('button', { name: 'As the profile says' }).click();
    case 'service.call':
      // There is no service here, and a page calls none.
      return undefined;
    default:
      throw new Error(`a page cannot ${method}`);
  }
}

const nameOf = mayUseBrowser
  ? "two pages with the example's story"
  : "two pages with the example's story (skipped: no Chromium on PATH)";
(mayUseBrowser ? describe : describe.skip)(nameOf, () => {
  let system: System;
  let browser: Browser;
  let profiles: Readonly<Record<string, readonly Record<string, unknown>[]>>;
  let scenes: readonly Scene[];
  let alices: Window;
  let bobs: Window;
  let carol: ConnectedTerminal;
  let dave: ConnectedTerminal;
  let told: Told = AT_FIRST;
  /** What the story has ordered of pages, until it is carried out. */
  let carriedOut = Promise.resolve();

  beforeAll(async () => {
    const env = { LIAISON_PAGE: join(CHECKOUT, 'apps/page') };
    [system, browser] = await Promise.all([System.start({ env }), startBrowser()]);
    ({ PROFILES: profiles } = await compiled<{ PROFILES: typeof profiles }>('cast'));
    ({ SCENES: scenes } = await compiled<{ SCENES: typeof scenes }>('story'));
    const names = ['alice', 'bob', 'carol', 'dave'];
    const people = await Promise.all(names.map((name) => addUser(system, name)));
    const [alice, bob, ...others] = people as [Person, Person, Person, Person];
    [carol, dave] = await Promise.all([withTerminal(others[0]), withTerminal(others[1])]);
    [alices, bobs] = await Promise.all([withPage(alice), withPage(bob)]);
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  async function withTerminal(person: Person): Promise<ConnectedTerminal> {
    const connected = await connectNew(system, person, { kind: 'phone' });
    for (const profile of profiles[person.user] ?? [])
      await useProfile(connected.terminal, profile);
    return connected;
  }

  /** Logs in, and has the example's profiles uploaded by the editor, the first of them in use. */
  async function withPage(person: Person): Promise<Window> {
    const window = await openWindow(browser, `${system.httpUrl('gateway')}/`);
    await logIn(window, person);
    const documents = profiles[person.user] ?? [];
    for (const document of documents) {
      await openDocument(window.page, A_NEW_ONE);
      await saveDocument(window.page, document);
    }
    await useProfileOf(window.page, String(documents[0]?.['profile']));
    return window;
  }

  /** The pages are the phones of alice and bob; carol's and dave's are terminals of the tests. */
  const stage: Stage = {
    order: (name, order) => {
      const { page } = name === "alice's phone" ? alices : bobs;
      carriedOut = carriedOut.then(() => carryOut(page, order));
    },
    kill: async (name) => {
      expect(name).toBe("carol's phone");
      carol.terminal.cut();
      await carol.terminal.closed;
    },
    start: async () => {
      carol = await connectAgain(system, carol);
    },
  };

  async function nowTold(): Promise<Told> {
    const ofCarol = carol.terminal.isOpen && {
      carol: Object.fromEntries(carol.terminal.screen),
    };
    const ofDave = Object.fromEntries(dave.terminal.screen);
    const [alice, bob] = await Promise.all([contactsOf(alices), contactsOf(bobs)]);
    return { alice, bob, ...ofCarol, dave: ofDave };
  }

  /** Waits until everybody is told so, and nobody anything else. */
  async function becomes(expected: Told): Promise<void> {
    const as = async (): Promise<boolean> => isDeepStrictEqual(await nowTold(), expected);
    // In vain: what it is instead says more.
    await until('everybody is told so', as).catch(() => undefined);
    await caughtUp(dave.terminal);
    expect(await nowTold()).toEqual(expected);
  }

  it('begin with everybody being told what the profiles say', () => becomes(AT_FIRST));

  it.each(SCENES)('play: %s', async (says, after) => {
    const said: string[] = [];
    const before = told;
    const pushes = dave.terminal.notesOf('connectability').length;
    const scene = scenes[SCENES.findIndex(([first]) => first === says)];
    await scene?.(stage, (who, does) => said.push(`${who} ${does}`));
    expect(said[0]).toBe(says);
    await carriedOut;
    await becomes(after);
    const pushed = dave.terminal.notesOf('connectability').slice(pushes);
    const changes = Object.entries(after['dave'] ?? {}).filter(
      ([user, state]) => before['dave']?.[user] !== state,
    );
    expect(pushed.map(({ params: { user, state } }) => [user, state])).toEqual(
      expect.arrayContaining(changes),
    );
    expect(pushed).toHaveLength(changes.length);
    told = after;
  });

  it('have played all of it, and complained of nothing', () => {
    expect(scenes).toHaveLength(SCENES.length);
    for (const { complaints } of [alices, bobs]) expect(complaints).toEqual([]);
  });
});
