import { PROFILES, SERVICES, TERMINALS } from './cast.js';
import type { Order, Report } from './orders.js';
import { pause } from './pause.js';
import type { Troupe } from './troupe.js';

/** Between two scenes in the first rounds; later rounds are slower, so that a day stays small. */
const SCENE_MS = 2_000;
const SLOW_SCENE_MS = 60_000;
const QUICK_ROUNDS = 20;

/** Says one line of the story as JSON. */
export function say(who: string, does: string): void {
  process.stdout.write(`${JSON.stringify({ event: 'story', who, does })}\n`);
}

/** Plays the story: first the uploads, then scenes in a loop until the signal aborts. */
export async function play(troupe: Troupe, signal: AbortSignal): Promise<void> {
  await Promise.all(TERMINALS.map((terminal) => troupe.start(terminal)));
  for (const [user, profiles] of Object.entries(PROFILES)) {
    const phone = `${user}'s phone`;
    for (const profile of profiles)
      troupe.order(phone, { method: 'profile.upload', params: { profile } });
    troupe.order(phone, activate(String(profiles[0]?.['profile'])));
    for (const service of SERVICES) {
      troupe.order(phone, { method: 'service.activate', params: { service } });
    }
  }
  for (let round = 0; !signal.aborted; round++) {
    const rest = round < QUICK_ROUNDS ? SCENE_MS : SLOW_SCENE_MS;
    for (const scene of SCENES) {
      await pause(rest, signal);
      if (signal.aborted) return;
      await scene(troupe, say);
    }
  }
}

/** Whoever can carry out what a scene orders, ends a terminal and starts it again. */
type Stage = Pick<Troupe, 'start' | 'order' | 'kill'>;

/** A scene is played on a stage, and says what it does. */
export type Scene = (
  stage: Stage,
  say: (who: string, does: string) => void,
) => Promise<void> | void;

/** A round of the story. */
export const SCENES: readonly Scene[] = [
  (stage, say) => {
    say("alice's phone", 'activates the mode driving: bob is told in-transfer, the others are not');
    stage.order("alice's phone", { method: 'mode.activate', params: { mode: 'driving' } });
  },
  async (stage, say) => {
    say("carol's phone", 'loses its power');
    await stage.kill("carol's phone");
  },
  (stage, say) => {
    say("bob's phone", 'hides bob from dave');
    stage.order("bob's phone", { method: 'mode.activate', params: { mode: 'away-from-dave' } });
  },
  (stage, say) => {
    say("alice's phone", 'switches to the profile home, which shows alice to carol only');
    stage.order("alice's phone", activate('home'));
  },
  async (stage, say) => {
    say("carol's phone", 'has power again and connects');
    const phone = TERMINALS.find((terminal) => terminal.name === "carol's phone");
    if (phone !== undefined) await stage.start(phone);
    say("bob's phone", 'calls alice');
    stage.order("bob's phone", call('telephony', 'call', { to: 'alice' }));
  },
  (stage, say) => {
    say("bob's phone", 'shows bob to dave again');
    stage.order("bob's phone", { method: 'mode.clear', params: {} });
    say("alice's phone", 'switches back to the profile work');
    stage.order("alice's phone", activate('work'));
    say("alice's phone", 'asks for its messages');
    stage.order("alice's phone", call('messaging', 'messages', {}));
  },
];

function call(service: string, operation: string, payload: object): Order {
  return { method: 'service.call', params: { service, operation, payload } };
}

function activate(profile: string): Order {
  return { method: 'profile.activate', params: { profile } };
}

/** A profile that is there already needs no second upload. */
const EXPECTED = new Set(['version-conflict']);

/** Turns what a terminal reports into lines of the story. */
export function narrate(name: string, report: Report): void {
  switch (report.report) {
    case 'connected':
      return say(name, `is connected as ${report.terminal}`);
    case 'calendar':
      return say(
        name,
        report.until === undefined
          ? 'finds the meeting over'
          : `finds a meeting: ${report.summary}, until ${report.until}`,
      );
    case 'refused':
      if (!EXPECTED.has(report.code))
        say(name, `is refused ${report.order.method}: ${report.code}`);
      return undefined;
    case 'trouble':
      return say(name, `has trouble: ${report.message}`);
    case 'done':
      return narrateDone(name, report.order, report.result);
    case 'note':
      return narrateNote(name, report.note.method, report.note.params);
  }
}

function narrateDone(name: string, { method, params }: Order, result: object): void {
  if (method !== 'service.call') return say(name, `${method} is done`);
  const { service } = params;
  const { payload } = result as { readonly payload?: { readonly messages?: readonly unknown[] } };
  const { messages } = payload ?? {};
  if (messages !== undefined) return say(name, `has ${messages.length} messages`);
  return say(name, `hears from ${String(service)}: ${JSON.stringify(payload)}`);
}

function narrateNote(
  name: string,
  method: string,
  params: Readonly<Record<string, unknown>>,
): void {
  if (method === 'connectability') {
    say(name, `shows ${String(params['user'])} ${String(params['state'])}`);
  }
  if (method === 'snapshot') {
    const contacts = params['contacts'] as readonly (readonly [string, string])[];
    say(
      name,
      `shows ${contacts.map(([user, state]) => `${user} ${state}`).join(', ') || 'no contacts'}`,
    );
  }
}
