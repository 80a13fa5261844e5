import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Store } from '../harness/mongodb.js';
import { System } from '../harness/system.js';
import type { Crowd } from './crowd.js';
import { type DegreeCost, costAt, deliveries, growth } from './deliveries.js';
import { options } from './flags.mjs';
import { imports } from './imports.js';
import { memoryOfOne, memoryOfProcesses } from './memory.js';
import { fullPath } from './path.js';
import { periods } from './periods.js';
import { publishProbe } from './probe.js';
import { queries } from './queries.js';
import { openRates } from './rates.js';
import { rebuilds } from './rebuild.js';
import { readiness } from './readiness.js';
import { type Row, report } from './report.js';
import { serviceEvents } from './service-events.js';
import { type Plan, Site, nodeArgsFor } from './site.js';
import { starts } from './start.js';
import { storm } from './storm.js';

/** A fifth of the users are the crowd of P5, and the smaller system of P7. */
const FEW_PARTS = 5;
const DEGREES = [20, 2, 50] as const;

const { values } = parseArgs({ options });
/** The goals first, in their order, then what else is measured. */
const rankOf = ({ id }: Row): number => Number(id.slice(1)) + (id.startsWith('P') ? 0 : 1_000);
const only = values.only?.split(',');
const rows: Row[] = [];
let engine = '';
let few: DegreeCost | undefined;

function wants(...ids: readonly string[]): boolean {
  return only === undefined || ids.some((id) => only.includes(id));
}

/** What one `js.publish` cost on the machine that the goals were set on, microseconds of CPU. */
const PUBLISH_US = 33;

/**
 * Takes one part's figures; says how busy the machine was, and how fast: by the bare engine's work,
 * just before and just after.
 */
async function part(
  ids: readonly string[],
  take: () => Promise<readonly Row[]>,
  system?: System,
): Promise<void> {
  if (!wants(...ids)) return;
  const load = loadavg()[0] ?? 0;
  console.error(`${new Date().toISOString()} ${ids.join(', ')} (load ${load.toFixed(1)})`);
  const before = system && (await publishProbe(system));
  const taken = await take();
  const after = system && (await publishProbe(system));
  const slowness =
    before === undefined || after === undefined ? 1 : (before + after) / 2 / PUBLISH_US;
  if (system !== undefined) console.error(`  js.publish costs ${slowness.toFixed(2)} × here`);
  for (const row of taken) {
    rows.push({ ...row, slowness });
    console.error(`  ${row.id} ${row.what}: ${row.value.toPrecision(4)} ${row.unit} ${row.goal}`);
  }
}

async function withFew(crowd: Crowd, system: System): Promise<void> {
  const engine = { crowd, system };
  if (isOnMongodb) {
    await onSite('crowd-few', { ...ofFew, store: 'mongodb' }, (site) =>
      site.run(async (others, other) => {
        const mongodb = { crowd: others, system: other };
        await part(['P5'], () => fullPath(engine, mongodb), system);
      }, values.profiles),
    );
  } else {
    await part(['P5'], () => fullPath(engine, undefined), system);
  }
  await part(['P7'], async () => {
    await crowd.renewTokens();
    await crowd.connect();
    few = await costAt(crowd, system, DEGREES[0]);
    return [];
  });
}

async function withMany(crowd: Crowd, system: System): Promise<void> {
  engine = `nats-server ${system.operator.info?.version ?? ''}`;
  await part(['P4'], () => memoryOfProcesses(crowd, system));
  await part(['P1', 'P9'], () => storm(crowd, system), system);
  await crowd.close();
  await part(['P2'], () => openRates(crowd, system, () => allConnected(crowd)), system);
  if (wants('P3', 'P7', 'P8', 'P9')) await allConnected(crowd);
  await part(['P8'], () => queries(crowd, system), system);
  const figures = async (): Promise<Row[]> => {
    const costs: DegreeCost[] = [];
    for (const degree of wants('P7') ? DEGREES : [DEGREES[0]]) {
      costs.push(await costAt(crowd, system, degree));
    }
    return [...deliveries(costs), ...(wants('P7') ? growth(costs, few) : [])];
  };
  await part(['P3', 'P7', 'P9'], figures, system);
  await crowd.close();
  await part(['P6'], () => rebuilds(crowd, system), system);
}

async function allConnected(crowd: Crowd): Promise<void> {
  await crowd.close();
  await crowd.renewTokens();
  await crowd.connect();
  await crowd.allSeen(DEGREES[0]);
}

/** P12 on a system of its own: its users are written into the log. */
async function withPeriods(): Promise<void> {
  const system = await System.start({ nodeArgs: nodeArgsFor(values.profiles) });
  engine = `nats-server ${system.operator.info?.version ?? ''}`;
  try {
    await part(['P12'], () => periods(system, Number(values.ruled)), system);
  } finally {
    await system.stop();
  }
}

/** P14 on systems of its own, one after the other on the same data. */
async function withReadiness(): Promise<void> {
  const facts = Number(values.facts);
  const { crowds } = values;
  for (const store of stores) {
    const folder = crowds === undefined ? crowds : join(crowds, `log-${facts}-${store}`);
    await part(['P14'], () => readiness({ facts, store, folder }));
  }
}

/** M6 on a system of its own, which nobody has used before. */
async function withImports(): Promise<void> {
  const system = await System.start({ nodeArgs: nodeArgsFor(values.profiles) });
  engine = `nats-server ${system.operator.info?.version ?? ''}`;
  try {
    await part(['M6'], () => imports(system), system);
  } finally {
    await system.stop();
  }
}

/** P10 on a system of its own, without a crowd. */
async function withServices(): Promise<void> {
  const system = await System.start({ services: true, nodeArgs: nodeArgsFor(values.profiles) });
  engine = `nats-server ${system.operator.info?.version ?? ''}`;
  try {
    await part(['P10'], () => serviceEvents(system), system);
  } finally {
    await system.stop();
  }
}

/** P13 on a system of its own, of nobody. */
async function withNobody(): Promise<void> {
  const system = await System.start();
  engine = `nats-server ${system.operator.info?.version ?? ''}`;
  try {
    await part(['P13'], () => starts(system), system);
  } finally {
    await system.stop();
  }
}

/** Sets a crowd up, or takes it from the folder of `--crowds`; works with it and leaves nothing. */
async function onSite(
  name: string,
  plan: Omit<Plan, 'folder'>,
  work: (site: Site) => Promise<void>,
): Promise<void> {
  const { crowds } = values;
  const place = plan.store === 'engine' ? name : `${name}-${plan.store}`;
  const site = await Site.of({ ...plan, ...(crowds && { folder: join(crowds, place) }) });
  try {
    await work(site);
  } finally {
    await site.remove();
  }
}

const isOnMongodb = values['engine-only'] !== true;
const stores: readonly Store[] = isOnMongodb ? ['engine', 'mongodb'] : ['engine'];
const users = Number(values.users);
const ofFew = { size: Math.floor(users / FEW_PARTS), degrees: [20, 2] };
const ofMany = { size: users, degrees: DEGREES };
if (wants('P5', 'P7')) {
  await onSite('crowd-few', { ...ofFew, store: 'engine' }, (site) =>
    site.run(withFew, values.profiles),
  );
}
if (wants('P1', 'P2', 'P3', 'P4', 'P6', 'P7', 'P8', 'P9')) {
  await onSite('crowd-many', { ...ofMany, store: 'engine' }, async (site) => {
    await site.run(withMany, values.profiles);
    await part(['P4'], () => memoryOfOne(site));
  });
}
if (wants('P6') && isOnMongodb) {
  await onSite('crowd-many', { ...ofMany, store: 'mongodb' }, (site) =>
    site.run(async (crowd, system) => {
      await part(['P6'], () => rebuilds(crowd, system, ' on MongoDB'), system);
    }, values.profiles),
  );
}
if (wants('P10')) await withServices();
if (wants('P12')) await withPeriods();
if (wants('P13')) await withNobody();
if (wants('P14')) await withReadiness();
if (wants('M6')) await withImports();
rows.sort((a, b) => rankOf(a) - rankOf(b));
const durability = 'one engine, files, fsync every 2 min (its default)';
await report(rows, { engine, users, durability }, values.json);
