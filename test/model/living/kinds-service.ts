import {
  type Doing,
  type Kind,
  type Outcome,
  SERVICES_KEY,
  type Wanted,
  asks,
  byTerminal,
  commands,
  outcomeOf,
} from './kind.js';
import { SERVICES, type Step, chosen, happens } from './step.js';

const TYPES = [
  'news.user',
  'news.user',
  'call.user',
  'tick.all',
  'tick.all',
  'alarm.all',
  'no.such',
];
const UNKNOWN = 'no-such-service';

/** What users do with services and their events. */
export const serviceKinds: readonly Kind[] = [
  ofServices('service.activate', 9, activate),
  ofServices('service.deactivate', 3, deactivate),
  ofServices('service.list', 2, list),
  ofServices('service.call', 5, call),
  ofServices('event.list', 2, catalogue),
  ofServices('event.subscribe', 8, subscribe),
  ofServices('event.unsubscribe', 4, unsubscribe),
  byTerminal({ name: 'notification.fetch', weight: 3, act: fetch }),
  byTerminal({ name: 'notification.acknowledge', weight: 5, act: acknowledge }),
];

function ofServices(name: string, weight: number, act: (doing: Doing) => Promise<Outcome>): Kind {
  return byTerminal({ name, weight, act, touches: () => ({ writes: [], reads: [SERVICES_KEY] }) });
}

const whichOf = (step: Step): string => (happens(step, 1, 4) ? UNKNOWN : chosen(step, 0, SERVICES));

async function activate(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const { offices } = stage.model;
  const service = whichOf(step);
  const { active } = offices.selected(step.user);
  const isOpen = offices.isOpen(step.user, service);
  const wanted: Wanted = isOpen
    ? { says: { changed: !active.has(service) } }
    : { refused: 'unknown-service' };
  const request = { method: 'service.activate', params: { service } };
  const outcome = outcomeOf(await commands(doing, request, wanted));
  if (outcome === 'accepted') active.add(service);
  return outcome;
}

async function deactivate(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const { offices } = stage.model;
  const { active } = offices.selected(step.user);
  const isOne = active.size > 0 && happens(step, 2, 70);
  const service = isOne ? chosen(step, 0, [...active].toSorted()) : whichOf(step);
  const wanted: Wanted = offices.isOpen(step.user, service)
    ? { says: { changed: active.has(service) } }
    : { refused: 'unknown-service' };
  const request = { method: 'service.deactivate', params: { service } };
  const outcome = outcomeOf(await commands(doing, request, wanted));
  if (outcome === 'accepted') active.delete(service);
  return outcome;
}

function list(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const { offices } = stage.model;
  const items = SERVICES.filter((service) => offices.isOpen(step.user, service)).map((service) => ({
    service,
    connected: offices.of(service).isConnected,
    activated: offices.isActivated(step.user, service),
  }));
  const request = { method: 'service.list', params: {} };
  return asks(doing, request, { is: () => ({ says: { items } }) });
}

/** What the service does with it is the same however often it is asked. */
function call(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const active = [...stage.model.offices.selected(step.user).active].toSorted();
  const isOne = active.length > 0 && happens(step, 4, 70);
  const service = isOne ? chosen(step, 0, active) : whichOf(step);
  const operation = chosen(step, 2, ['echo', 'echo', 'echo', 'ring']);
  const payload = { said: step.dice[3] ?? 0 };
  const why = (): string | undefined => whyNot(doing, service, operation);
  const is = (): Wanted => {
    const refused = why();
    return refused === undefined ? { says: { payload: { asked: payload } } } : { refused };
  };
  return asks(doing, { method: 'service.call', params: { service, operation, payload } }, { is });
}

function whyNot({ stage, step }: Doing, service: string, operation: string): string | undefined {
  const { offices } = stage.model;
  if (!offices.isOpen(step.user, service)) return 'unknown-service';
  if (!offices.isActivated(step.user, service)) return 'service-not-activated';
  const { declared, isConnected } = offices.of(service);
  if (declared?.calls.includes(operation) !== true) return 'unknown-operation';
  return isConnected ? undefined : 'service-not-connected';
}

function catalogue(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const { offices } = stage.model;
  const { interests } = offices.selected(step.user);
  const items = SERVICES.filter((service) => offices.isOpen(step.user, service)).flatMap(
    (service) =>
      (offices.of(service).declared?.emits ?? []).map(({ type, about }) => ({
        service,
        type,
        about,
        subscribed: interests.has(`${service} ${type}`),
      })),
  );
  const request = { method: 'event.list', params: {} };
  const pick = ({ items: listed }: Readonly<Record<string, unknown>>): unknown =>
    (listed as typeof items).toSorted(byName);
  return asks(doing, request, { is: () => ({ says: items.toSorted(byName) }), pick });
}

interface Named {
  readonly service: string;
  readonly type: string;
}

const byName = (a: Named, b: Named): number =>
  `${a.service} ${a.type}` < `${b.service} ${b.type}` ? -1 : 1;

async function subscribe(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const { offices } = stage.model;
  const { interests, active } = offices.selected(step.user);
  const isActive = active.size > 0 && happens(step, 4, 60);
  const service = isActive ? chosen(step, 0, [...active].toSorted()) : whichOf(step);
  const type = chosen(step, 2, TYPES);
  const has = interests.has(`${service} ${type}`);
  const isEmitted = offices.emitted(service, type) !== undefined;
  const refused = offices.isOpen(step.user, service) ? 'unknown-event' : 'unknown-service';
  const isRefused = refused === 'unknown-service' || (!has && !isEmitted);
  const wanted: Wanted = isRefused ? { refused } : { says: { changed: !has } };
  const request = { method: 'event.subscribe', params: { service, type } };
  const outcome = outcomeOf(await commands(doing, request, wanted));
  if (outcome === 'accepted') interests.add(`${service} ${type}`);
  return outcome;
}

async function unsubscribe(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const { offices } = stage.model;
  const { interests } = offices.selected(step.user);
  const known = happens(step, 3, 70) ? [...interests].toSorted() : [];
  const name = known.length > 0 ? chosen(step, 2, known) : `${whichOf(step)} ${TYPES[2]}`;
  const [service = '', type = ''] = name.split(' ');
  const has = interests.has(name);
  const isEmitted = offices.emitted(service, type) !== undefined;
  const refused = offices.isOpen(step.user, service) ? 'unknown-event' : 'unknown-service';
  const isRefused = refused === 'unknown-service' || (!has && !isEmitted);
  const wanted: Wanted = isRefused ? { refused } : { says: { changed: has } };
  const request = { method: 'event.unsubscribe', params: { service, type } };
  const outcome = outcomeOf(await commands(doing, request, wanted));
  if (outcome === 'accepted') interests.delete(name);
  return outcome;
}

interface Fetched {
  readonly items: readonly { readonly id: string; readonly event: { readonly id: string } }[];
  readonly left: number;
}

/** As many as are asked for of what waits: which come first where senders differ is chance. */
function fetch(doing: Doing): Promise<Outcome> {
  const { stage, step, actor } = doing;
  const max = 1 + ((step.dice[0] ?? 0) % 8);
  const waiting = (): string[] => stage.model.waiting(step.user).map(({ event }) => event);
  const pick = (accepted: unknown): unknown => {
    const { items, left } = accepted as Fetched;
    for (const { id, event } of items) actor.items.set(event.id, id);
    const all = new Set(waiting());
    return [items.filter(({ event }) => all.has(event.id)).length, items.length, left];
  };
  const is = (): Wanted => {
    const count = Math.min(max, waiting().length);
    return { says: [count, count, waiting().length - count] };
  };
  return asks(doing, { method: 'notification.fetch', params: { max } }, { is, pick });
}

/** What is known to wait, or was settled before; one that nobody has is passed over. */
async function acknowledge(doing: Doing): Promise<Outcome> {
  const { stage, step, actor } = doing;
  for (const { handed } of actor.present) {
    for (const { event, item } of handed) actor.items.set(event, item);
  }
  const known = stage.model.waiting(step.user).filter(({ event }) => actor.items.has(event));
  const some = known.slice(0, 1 + ((step.dice[0] ?? 0) % 4)).map(({ event }) => event);
  const ids = some.map((event) => actor.items.get(event) ?? '');
  const params = { ids: [...ids, ...(happens(step, 1, 30) || ids.length === 0 ? ['none'] : [])] };
  await commands(doing, { method: 'notification.acknowledge', params }, { says: {} });
  stage.model.acknowledged(step.user, new Set(some));
  return 'accepted';
}
