import {
  Difference,
  type Kind,
  type Outcome,
  SERVICES_KEY,
  type Touches,
  type Wanted,
  instead,
  ofUser,
} from './kind.js';
import type { Stage } from './stage.js';
import { SERVICES, type Step, chosen, happens } from './step.js';

const SPARE_MAX = 400;

/** What operators do with services; those registered beside the four never connect. */
export const operatorKinds: readonly Kind[] = [
  ofRegistry('operator open', 6, open),
  ofRegistry('operator close', 2, close),
  ofRegistry('operator grant', 4, grant),
  ofRegistry('operator withdraw grant', 4, withdraw),
  ofRegistry('operator register', 2, register),
  ofRegistry('operator retire', 2, retire),
  ofRegistry('operator open to user', 4, openTo),
  ofRegistry('operator close to user', 3, closeTo),
];

function touches({ user }: Step): Touches {
  return { writes: [SERVICES_KEY, ofUser(user)] };
}

function ofRegistry(
  name: string,
  weight: number,
  act: (stage: Stage, step: Step) => Promise<Outcome>,
): Kind {
  return { name, weight, touches, act };
}

interface Order {
  readonly verb: string;
  readonly data: object;
  readonly app?: string;
}

async function orders(stage: Stage, order: Order, wanted: Wanted): Promise<Outcome> {
  const { verb, data, app = 'service-registry' } = order;
  const settled = await stage.operator(app, verb, data);
  const found = 'refused' in settled ? settled : { says: settled.accepted['changed'] };
  if (JSON.stringify(found) !== JSON.stringify(wanted)) {
    const asked = `${verb} ${JSON.stringify(data)}`;
    throw new Difference(`${asked} was answered ${JSON.stringify(settled)}`);
  }
  return 'refused' in found ? 'refused' : 'accepted';
}

async function open(stage: Stage, step: Step): Promise<Outcome> {
  const office = stage.model.offices.of(chosen(step, 0, SERVICES));
  const order = { verb: 'service.open', data: { service: office.service } };
  const outcome = await orders(stage, order, { says: !office.everyone });
  office.everyone = true;
  return outcome;
}

async function close(stage: Stage, step: Step): Promise<Outcome> {
  const office = stage.model.offices.of(chosen(step, 0, SERVICES));
  const order = { verb: 'service.close', data: { service: office.service } };
  const outcome = await orders(stage, order, { says: office.everyone });
  office.everyone = false;
  return outcome;
}

async function grant(stage: Stage, step: Step): Promise<Outcome> {
  const office = stage.model.offices.of(chosen(step, 0, SERVICES));
  const data = { service: office.service, grant: 'all-users' };
  const wanted = { says: !office.isGranted };
  const outcome = await orders(stage, { verb: 'service.grant', data }, wanted);
  office.isGranted = true;
  return outcome;
}

async function withdraw(stage: Stage, step: Step): Promise<Outcome> {
  const { offices } = stage.model;
  const granted = SERVICES.filter((service) => offices.of(service).isGranted);
  const office = offices.of(chosen(step, 0, granted.length > 0 ? granted : SERVICES));
  const data = { service: office.service, grant: 'all-users' };
  const wanted: Wanted = office.isGranted ? { says: true } : { refused: 'no-grant' };
  const outcome = await orders(stage, { verb: 'service.withdraw-grant', data }, wanted);
  office.isGranted = false;
  return outcome;
}

async function register(stage: Stage, step: Step): Promise<Outcome> {
  const { offices } = stage.model;
  const isKnown = happens(step, 0, 10);
  const fresh = `spare-${offices.all.size}`;
  const service = isKnown ? chosen(step, 1, [...offices.all.keys()]) : fresh;
  const { status } = offices.all.get(service) ?? { status: undefined };
  const refused = status === 'retired' ? 'retired' : 'already-registered';
  const wanted: Wanted = isKnown ? { refused } : { says: true };
  const outcome = await orders(stage, { verb: 'service.register', data: { service } }, wanted);
  if (outcome === 'accepted') offices.register(service);
  return outcome;
}

async function retire(stage: Stage, step: Step): Promise<Outcome> {
  const { offices } = stage.model;
  const spare = [...offices.all.values()].filter(({ service }) => !SERVICES.includes(service));
  const living = spare.filter(({ status }) => status === 'registered').slice(0, SPARE_MAX);
  if (living.length === 0) {
    return instead(stage, 'operator register', await register(stage, step));
  }
  const office = chosen(step, 0, living);
  const order = { verb: 'service.retire', data: { service: office.service } };
  const outcome = await orders(stage, order, { says: true });
  office.status = 'retired';
  return outcome;
}

async function openTo(stage: Stage, step: Step): Promise<Outcome> {
  const { user } = step;
  const service = chosen(step, 0, SERVICES);
  const selected = stage.model.offices.selected(user);
  const order = { app: 'access-monitor', verb: 'service.open-to-user', data: { user, service } };
  const outcome = await orders(stage, order, { says: !selected.open.has(service) });
  selected.open.add(service);
  return outcome;
}

/** What the user had of it ends with it. */
async function closeTo(stage: Stage, step: Step): Promise<Outcome> {
  const { user } = step;
  const selected = stage.model.offices.selected(user);
  const had = SERVICES.filter((one) => selected.open.has(one) || selected.active.has(one));
  const service = chosen(step, 0, had.length > 0 && happens(step, 1, 60) ? had : SERVICES);
  const order = { app: 'access-monitor', verb: 'service.close-to-user', data: { user, service } };
  const outcome = await orders(stage, order, { says: had.includes(service) });
  selected.open.delete(service);
  selected.active.delete(service);
  return outcome;
}
