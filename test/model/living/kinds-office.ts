import { isDeepStrictEqual } from 'node:util';
import { declaredBy } from './declarations.js';
import {
  Difference,
  type Kind,
  type Outcome,
  SERVICES_KEY,
  type Touches,
  instead,
  ofUser,
} from './kind.js';
import type { Reached } from './model.js';
import type { Office } from './offices.js';
import type { Staff } from './staff.js';
import type { Stage } from './stage.js';
import { GHOST, SERVICES, type Step, USERS, chosen, happens } from './step.js';

const DECLARATIONS = 512;

/** What services do through NATS alone. */
export const officeKinds: readonly Kind[] = [
  { name: 'office connect', weight: 3, touches: registry, act: connect },
  { name: 'office disconnect', weight: 3, touches: registry, act: leave },
  { name: 'office declare', weight: 4, touches: registry, act: declare },
  { name: 'office emit', weight: 14, touches: ofEvent, act: emit },
  { name: 'office fetch', weight: 5, touches: ofEvent, act: fetch },
];

function registry(): Touches {
  return { writes: [SERVICES_KEY] };
}

interface Doing {
  readonly stage: Stage;
  readonly staff: Staff;
  readonly office: Office;
}

/** The nth die's service, connected: one that was not is, by this very step. */
async function present(stage: Stage, service: string): Promise<Doing> {
  const [staff, office] = [stage.staff(service), stage.model.offices.of(service)];
  if (!office.isConnected) {
    await staff.connect(staff.declared);
    office.isConnected = true;
    stage.count('office connect', 'accepted');
  }
  return { stage, staff, office };
}

async function connect(stage: Stage, step: Step): Promise<Outcome> {
  const away = SERVICES.filter((service) => !stage.model.offices.of(service).isConnected);
  const service = chosen(step, 0, away.length > 0 ? away : SERVICES);
  const { staff, office } = {
    staff: stage.staff(service),
    office: stage.model.offices.of(service),
  };
  if (office.isConnected) await staff.leave();
  const declared = declaredBy(service, seedOf(step));
  await staff.connect(declared);
  Object.assign(office, { isConnected: true, declared });
  return 'accepted';
}

async function leave(stage: Stage, step: Step): Promise<Outcome> {
  const there = SERVICES.filter((service) => stage.model.offices.of(service).isConnected);
  if (there.length === 0) return instead(stage, 'office connect', await connect(stage, step));
  const service = chosen(step, 0, there);
  await stage.staff(service).leave();
  stage.model.offices.of(service).isConnected = false;
  return 'accepted';
}

/** 0 to 511, and the bits beyond: wants from anybody, mostly. */
const seedOf = (step: Step): number =>
  ((step.dice[5] ?? 0) % DECLARATIONS) + DECLARATIONS * (happens(step, 6, 20) ? 7 : 0);

/** On a connection: what it may emit follows with the next. */
async function declare(stage: Stage, step: Step): Promise<Outcome> {
  const { staff, office } = await present(stage, chosen(step, 0, SERVICES));
  const declared = declaredBy(office.service, seedOf(step));
  const answer = await staff.declare(declared);
  const isNew = !isDeepStrictEqual(declared, office.declared);
  // Asked twice it is new once, and the answer that said so may be lost.
  if (stage.isCalm && (answer['reconnect'] === true) !== isNew) {
    throw new Difference(
      `${office.service} declared ${JSON.stringify(declared)} after ` +
        `${JSON.stringify(office.declared)} and was answered ${JSON.stringify(answer)}`,
    );
  }
  office.declared = declared;
  await staff.leave();
  await staff.connect(declared);
  return 'accepted';
}

interface Emission {
  readonly sender: string;
  readonly type: string;
  readonly subject?: string;
}

const EMITTABLE = ['news.user', 'news.user', 'call.user', 'tick.all', 'alarm.all'];

function emissionOf(step: Step): Emission {
  const [sender, type] = [chosen(step, 0, SERVICES), chosen(step, 1, EMITTABLE)];
  const isAbout = type.endsWith('.user') !== happens(step, 2, 4);
  const subject = happens(step, 3, 3) ? GHOST : step.user;
  return { sender, type, ...(isAbout ? { subject } : {}) };
}

/** One about nobody reaches whoever is interested. */
function ofEvent(step: Step): Touches {
  const { subject } = emissionOf(step);
  const users = subject === undefined ? USERS : [subject];
  return { writes: [...users.map(ofUser), SERVICES_KEY] };
}

/** What the service declares now may not be what it chose: then it emits what it always may. */
async function emit(stage: Stage, step: Step): Promise<Outcome> {
  const emission = emissionOf(step);
  const { staff, office } = await present(stage, emission.sender);
  const { sender } = emission;
  const isEmitted = office.declared?.emits.some(({ type }) => type === emission.type) === true;
  const emitted = isEmitted ? emission : { sender, type: 'news.user', subject: step.user };
  const { type, subject } = emitted;
  const about = subject === undefined ? {} : { subject };
  const event = await staff.emit(type, about);
  const wanted = stage.model.reach({ event, ...emitted });
  const { outcome, receivers, users, silenced } = await stage.matches.of(event);
  const services = receivers.map(({ service }) => service);
  const found: Reached = { outcome, receivers: services, users, silenced };
  if (!isDeepStrictEqual(found, wanted)) {
    throw new Difference(
      `the event ${type} of ${sender} about ${subject ?? 'nobody'} came to ` +
        `${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`,
    );
  }
  stage.model.matched({ event, ...emitted }, wanted);
  return outcome.startsWith('refused') ? 'refused' : 'accepted';
}

/** Of a service that pulls: the next ones it has not had, each acknowledged. */
async function fetch(stage: Stage, step: Step): Promise<Outcome> {
  const pulling = SERVICES.filter((service) => stage.staff(service).declared.delivery === 'pull');
  const owed = (service: string): number =>
    stage.model.offices.of(service).copies.length - stage.staff(service).heard.length;
  const most = pulling.toSorted((a, b) => owed(b) - owed(a))[0] ?? '';
  const { staff, office } = await present(stage, most);
  const count = Math.min(owed(most), 1 + ((step.dice[1] ?? 0) % 6));
  if (count === 0) return instead(stage, 'office emit', await emit(stage, step));
  const fetched = await staff.fetch(count);
  const known = new Set(office.copies.map(({ event }) => event));
  const foreign = fetched.filter(({ event }) => !known.has(event));
  if (fetched.length !== count || foreign.length > 0) {
    throw new Difference(
      `${most} fetched ${fetched.length} of ${count}, ${foreign.length} of them not its own`,
    );
  }
  return 'accepted';
}
