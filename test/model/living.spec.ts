import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { asyncProperty, check } from 'fast-check';
import { System } from '../harness/system.js';
import { kinds } from './living/kinds.js';
import { Life } from './living/life.js';
import { Stage } from './living/stage.js';
import { type Step, steps } from './living/step.js';
import { logHolds } from './living/whole-log.js';

/** The project's own check repeats one run; whoever tests by hand has another each time. */
const DRAWN = process.env['CI'] === 'true' ? 6 : Date.now() % 1_000_000_000;
const SEED = Number(process.env['LIAISON_SEED'] ?? DRAWN);
const STEPS = Number(process.env['LIAISON_STEPS'] ?? 2_000);
/** For kinds of commands that chance has neglected. */
const SPARE = 1_000;
const ACCEPTED = 20;
const STRUCK = 5;
/** Users whose active mode a period's beginning must have changed. */
const BOUNDARIES = 5;

const seconds = (ms: number): number => Math.round(ms / 100) / 10;

let system: System;
let stage: Stage;
beforeAll(async () => {
  const began = performance.now();
  system = await System.start({ services: true, replicas: { availability: 2, gateway: 2 } });
  const started = performance.now();
  stage = await Stage.begin(system);
  const settled = seconds(performance.now() - started);
  process.stdout.write(
    `model: started in ${seconds(started - began)} s, settled in ${settled} s\n`,
  );
}, 120_000);
afterAll(async () => {
  await stage?.end();
  await system?.stop();
}, 60_000);

it('20 users, 40 terminals and 4 services have what the model says, whatever is done and fails', async () => {
  process.stdout.write(`model: LIAISON_SEED=${SEED}, ${STEPS} steps\n`);
  const life = new Life(stage, true);
  const property = asyncProperty(steps([...kinds.values()], STEPS + SPARE), (all: Step[]) =>
    life.run(all, { steps: STEPS, accepted: ACCEPTED, boundaries: BOUNDARIES }),
  );
  const began = performance.now();
  const outcome = await check(property, { seed: SEED, numRuns: 1, endOnFailure: true });
  print(life, performance.now() - began);
  if (outcome.failed) throw new Error(`LIAISON_SEED=${SEED}: ${String(outcome.errorInstance)}`);
  for (const kind of kinds.keys()) {
    expect([kind, stage.accepted.get(kind)]).toEqual([kind, expect.any(Number)]);
    expect(stage.accepted.get(kind)).toBeGreaterThanOrEqual(ACCEPTED);
  }
  expect(life.done).toBeGreaterThanOrEqual(STEPS);
  expect(life.minutes.boundaries).toBeGreaterThanOrEqual(BOUNDARIES);
  for (const kind of ['kill', 'freeze', 'restart'] as const) {
    expect([kind, life.strikes.count(kind) >= STRUCK]).toEqual([kind, true]);
  }
  await logHolds(stage);
}, 540_000);

function print(life: Life, wholeMs: number): void {
  const counts = [...kinds.keys()].map((kind) => {
    const refused = stage.refused.get(kind);
    const also = refused === undefined ? '' : `, refused ${refused}`;
    return `  ${kind}: accepted ${stage.accepted.get(kind) ?? 0}${also}`;
  });
  const hits = [...life.strikes.hits].map(([name, count]) => `${name} ${count}`).join(' | ');
  const took = [...life.took].map(([name, ms]) => `${name} ${seconds(ms)}`).join(' | ');
  const { screens } = life.quiet;
  const figures = [
    `model: ${life.done} steps, ${life.quiets} quiets in ${seconds(wholeMs)} s, ${screens} screens`,
    ...counts,
    `  faults: ${hits}`,
    `  seconds of batches, by fault: ${took}`,
    `  periods begun ${life.minutes.boundaries}, ended by themselves ${stage.model.people.ended}, sent again ${stage.repeats} times`,
  ];
  process.stdout.write(`${figures.join('\n')}\n`);
}
