import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bus } from '../connection.js';
import { BusAway, NobodyThere, OwnerAway } from '../errors.js';
import { type SpecEngine, specEngine } from '../fixtures/engine-of-a-spec.js';
import { until } from '../fixtures/until.js';
import { askOwner } from './ask-owner.js';

const LONG_MS = 20_000;
const SHORT_MS = 300;

describe('the owner of a partition', () => {
  let spec: SpecEngine;
  let bus: Bus;
  beforeAll(async () => {
    spec = await specEngine();
    bus = await spec.connect();
  });
  afterAll(() => spec.end());

  const asked = (subject: string, patienceMs: number, by = bus, signal?: AbortSignal) => {
    const question = { subject, payload: '{}', patienceMs, ...(signal && { signal }) };
    return askOwner(by, question, (answer) => (answer === 'later' ? undefined : answer));
  };
  const owner = (subject: string, ...answers: string[]) => {
    const served = { questions: 0 };
    bus.nc.subscribe(subject, {
      callback: (_error, message) => {
        served.questions++;
        message.respond(answers[served.questions - 1] ?? answers.at(-1) ?? '');
      },
    });
    return served;
  };

  it('is waited for while there is none', async () => {
    const answer = asked('own.between', LONG_MS);
    // Nobody owns it: that is what the first question meets.
    const first = bus.requests.request('own.between', '{}', { timeoutMs: 1_000 });
    await expect(first).rejects.toThrow(NobodyThere);
    owner('own.between', 'mine');
    expect(await answer).toBe('mine');
  });

  it('is asked again where what it answers is not enough', async () => {
    const served = owner('own.behind', 'later', 'later', 'now');
    expect(await asked('own.behind', LONG_MS)).toBe('now');
    expect(served.questions).toBe(3);
  });

  it('is given up after a while', async () => {
    const failure = await asked('own.nobody', SHORT_MS).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OwnerAway);
    expect(failure).toMatchObject({ cause: expect.any(NobodyThere) as unknown });
    owner('own.slow', 'later');
    await expect(asked('own.slow', SHORT_MS)).rejects.toThrow(OwnerAway);
  });

  it('is asked no longer once that is wanted no more', async () => {
    const served = owner('own.stopped', 'later');
    const stopping = new AbortController();
    const answer = asked('own.stopped', LONG_MS, bus, stopping.signal);
    const refused = expect(answer).rejects.toThrow(OwnerAway);
    await until('it was asked', () => served.questions > 0);
    stopping.abort();
    await refused;
  });

  it('is asked no longer over a connection that is closed', async () => {
    const leaving = await spec.connect();
    const failure = asked('own.left', LONG_MS, leaving).catch((error: unknown) => error);
    await leaving.nc.flush();
    await leaving.close();
    const said = await failure;
    expect(said instanceof BusAway || said instanceof NobodyThere).toBe(true);
    expect(said).not.toBeInstanceOf(OwnerAway);
  });
});
