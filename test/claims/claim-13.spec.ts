import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { type Installed, compile, exampleOf, install } from '../harness/packed.js';
import { addPerson, connectNew } from '../harness/people.js';
import { Service, newService } from '../harness/service.js';
import { addService } from '../harness/foreign-service.js';
import { System } from '../harness/system.js';

/** A service is all there in so many lines. */
const LINES_MAX = 20;

let system: System;
let sdk: Installed;
let secret: string;
let siren: Service;
beforeAll(async () => {
  [system, sdk] = await Promise.all([
    System.start({ services: true }),
    install('service-sdk', ['@types/node']),
  ]);
  secret = await addService(system, 'weather');
  siren = await Service.connect(system, await newService(system, 'siren'), {
    emits: [{ type: 'alarm', about: 'nobody' }],
    wants: [{ type: 'storm', from: 'weather' }],
  });
});
afterAll(async () => {
  await siren?.leave();
  await sdk?.remove();
  await system?.stop();
});

interface Run {
  readonly code: number | null;
  readonly said: readonly string[];
}

/** Runs a program in the folder; it is asked to end once it has said so many lines. */
async function run(
  args: readonly string[],
  whileIt: (said: string[]) => Promise<void>,
): Promise<Run> {
  const child = spawn(process.execPath, [...args], { cwd: sdk.folder });
  const said: string[] = [];
  const gone = once(child, 'close');
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on('line', (line) => said.push(line));
  }
  try {
    await whileIt(said);
  } finally {
    child.kill('SIGTERM');
  }
  const [code] = (await gone) as [number | null];
  return { code, said };
}

/** The program of the README hears of another service, is heard, and is called. */
async function plays(file: string): Promise<void> {
  const alice = await addPerson(system, 'alice');
  const { terminal } = await connectNew(system, alice);
  await terminal.call('service.activate', { service: 'weather' });
  const heard = siren.heard.length;
  const { code, said } = await run([file, system.natsUrl, secret], async (lines) => {
    await until(`it is connected: ${lines.join()}`, () => lines.includes('connected'), 30_000);
    await siren.hears(heard + 1);
    await siren.emit('alarm', { data: { loud: true } });
    await until(`it is notified: ${lines.join()}`, () => lines.length === 3);
    const call = { service: 'weather', operation: 'forecast', payload: 'noon' };
    expect(await terminal.call('service.call', call)).toEqual({
      payload: { of: 'noon', sky: 'wet' },
    });
  });
  expect(siren.heard[heard]).toMatchObject({ service: 'weather', data: { force: 9 } });
  const notified = `${siren.service} says alarm { loud: true }`;
  expect(said).toEqual(['connecting', 'connected', notified, 'ended']);
  expect(code).toBe(0);
}

it('C13.1 the service SDK is packed without specs and sources, and installed into an empty folder', async () => {
  expect(sdk.files).toContain('dist/index.js');
  expect(sdk.files).toContain('dist/index.d.ts');
  expect(sdk.files).toContain('README.md');
  expect(sdk.files.filter((file) => /\.spec\.|^src\//.test(file))).toEqual([]);
  const own = await readdir(join(sdk.folder, 'node_modules', '@nats-io'));
  expect(own).toEqual(expect.arrayContaining(['jetstream', 'nats-core', 'transport-node']));
  const ours = /@liaison\/(?!service-sdk|source)/;
  for (const file of sdk.files) {
    const text = await readFile(
      join(sdk.folder, 'node_modules', '@liaison', 'service-sdk', file),
      'utf8',
    );
    expect([file, ours.test(text)]).toEqual([file, false]);
  }
});

it('C13.1 from there twenty lines of plain JavaScript connect, declare, send, are notified by another service and called', async () => {
  const text = await exampleOf('service-sdk');
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(LINES_MAX);
  await writeFile(join(sdk.folder, 'weather.mjs'), text);
  await plays('weather.mjs');
});

it('C13.1 and the same lines are strict TypeScript, which knows what the service declares', async () => {
  const text = await exampleOf('service-sdk');
  const faulty = text
    .replace("emit({ type: 'storm'", "emit({ type: 'hail'")
    .replace('({ payload })', '({ load })');
  const faults = await compile(sdk, faulty);
  expect(faults).toMatch(/"hail"/);
  expect(faults).toMatch(/'load' does not exist/);
  expect(await compile(sdk, text)).toBe('');
  await plays('typed.mjs');
});
