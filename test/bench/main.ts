import { parseArgs } from 'node:util';
import { System } from '../harness/system.js';
import { Crowd } from './crowd.js';
import { fullPath } from './path.js';
import { type Row, report } from './report.js';
import { storm } from './storm.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'string' },
    users: { type: 'string', default: '5000' },
  },
});
const only = values.only?.split(',');
const wanted = (id: string): boolean => only === undefined || only.includes(id);

/** Every process of ours, and nats-server. */
function pidsOf(system: System): number[] {
  return [...[...system.boxes.values()].flat().map((box) => box.pid), system.enginePid];
}

const rows: Row[] = [];
const system = await System.start();
try {
  if (wanted('P5')) {
    const crowd = new Crowd(system, 1000, [2]);
    console.error(`setting up ${crowd.size} users`);
    await crowd.register();
    await crowd.renewTokens();
    await crowd.connect(crowd.members, 64);
    rows.push(...(await fullPath(crowd, pidsOf(system))));
    await crowd.close();
  }
} finally {
  await system.stop();
}
if (wanted('P1')) {
  const system = await System.start();
  try {
    const crowd = new Crowd(system, Number(values.users), [20]);
    console.error(`setting up ${crowd.size} users`);
    await crowd.register();
    rows.push(...(await storm(crowd, pidsOf(system))));
    await crowd.close();
  } finally {
    await system.stop();
  }
}
await report(rows, values.json);
