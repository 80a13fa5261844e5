import { jetstreamManager } from '@nats-io/jetstream';
import { until } from '../harness/await.js';
import { allStates } from '../harness/log.js';
import { dropDerived } from '../harness/rebuild.js';
import type { System } from '../harness/system.js';
import { Changes } from './changes.js';
import type { Crowd } from './crowd.js';
import { hashOf, leastRebuild } from './least.js';
import { commandRate } from './readiness.js';
import { type Row, row } from './report.js';
import { processesOf } from './site.js';

const RUNS = 3;
const FACTS_EACH = 40;
const OUTSTANDING = 500;
const DEGREE = 2;
const BUILT_WITHIN_MS = 120_000;
/** A rebuild may not begin while its log or its documents still move. */
const STILL_MS = 3_000;

/**
 * P6: rows, checkpoints and documents are dropped and built anew from the log by availability. `on`
 * names the store, where it is not the engine.
 */
export async function rebuilds(crowd: Crowd, system: System, on = ''): Promise<Row[]> {
  await lengthen(crowd, system);
  const ours: number[] = [];
  const least: number[] = [];
  const ratios: number[] = [];
  const commands: number[] = [];
  let profile = 0;
  let facts = 0;
  for (let run = 0; run < RUNS; run++) {
    await still(system);
    const before = await allStates(system);
    const probe = await leastRebuild(system);
    const took = await dropAndBuild(system, before.size);
    const after = await allStates(system);
    if (hashOf(after) !== hashOf(before)) throw new Error('the rebuilt state differs');
    commands.push((await commandRate(system)) * (probe.seconds / probe.facts));
    facts = probe.facts;
    profile = probe.profile / probe.facts;
    ours.push(probe.facts / took);
    least.push(probe.facts / probe.seconds);
    ratios.push(probe.seconds / took);
  }
  const id = 'P6';
  const of = `${facts} facts, ${Math.round(100 * profile)} % sealed profile facts`;
  return [
    row({ id, what: `rebuild${on} of ${of}`, unit: '/s', goal: '>= 50000', by: 'rate' }, ours),
    row({ id, what: `least rebuild${on} that opens the same boxes`, unit: '/s', goal: '' }, least),
    row({ id, what: `rebuild${on} beside the least`, unit: '×', goal: '>= 0.4' }, ratios),
    row(
      { id, what: `\`liaison rebuild\`${on} beside the least`, unit: '×', goal: '>= 0.4' },
      commands,
    ),
  ];
}

/** A log of a few facts a user is no log: changes until it has more. */
async function lengthen(crowd: Crowd, system: System): Promise<void> {
  const jsm = await jetstreamManager(system.operator);
  const { messages } = (await jsm.streams.info('FACTS')).state;
  const count = FACTS_EACH * crowd.size - messages;
  if (count <= 0) return;
  await crowd.close();
  await crowd.renewTokens();
  await crowd.connect();
  await crowd.activate(DEGREE);
  const outstanding = Math.min(OUTSTANDING, crowd.size / 2);
  const processes = processesOf(system);
  await Changes.closed(crowd, { processes, watchers: DEGREE, count, outstanding });
  await crowd.close();
}

/** Seconds from the claim of the first partition to the last document, by the machine's clock. */
async function dropAndBuild(system: System, users: number): Promise<number> {
  const jsm = await jetstreamManager(system.operator);
  await dropDerived(system);
  let claimedMs = 0;
  const claims = system.operator.subscribe('liaison.ckpt.availability.*', {
    callback: () => {
      claimedMs ||= Date.now();
    },
  });
  await system.operator.flush();
  await system.startBox('availability');
  const built = async (): Promise<boolean> =>
    (await jsm.streams.info('STATE')).state.messages === users;
  await until('every user has a document again', built, BUILT_WITHIN_MS);
  claims.unsubscribe();
  const { last_ts: last } = (await jsm.streams.info('STATE')).state;
  if (claimedMs === 0) throw new Error('no partition was claimed');
  return (Date.parse(last) - claimedMs) / 1000;
}

async function still(system: System): Promise<void> {
  const jsm = await jetstreamManager(system.operator);
  const ends = async (): Promise<string> => {
    const streams = ['FACTS', 'STATE'].map((name) => jsm.streams.info(name));
    return (await Promise.all(streams)).map(({ state }) => state.last_seq).join();
  };
  let [seen, since] = ['', 0];
  await until(
    'log and documents stand still',
    async () => {
      const now = await ends();
      if (now !== seen) [seen, since] = [now, performance.now()];
      return performance.now() - since > STILL_MS;
    },
    BUILT_WITHIN_MS,
  );
}
