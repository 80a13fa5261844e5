import { describe, expect, it } from '@jest/globals';
import { Exchange } from './exchange.js';
import type { Call, CloudEvent } from './protocol.js';
import type { Emitted } from './service.js';

const now = new Date('2026-01-05T09:10:00.000Z');
const call: Call = {
  user: 'bob',
  terminal: 'phone',
  operation: 'call',
  payload: { to: 'alice' },
  correlation: 'of-the-call',
};

function notification(type: string, until = '2026-01-05T09:20:00.000Z'): CloudEvent {
  const attributes = { specversion: '1.0', id: 'i', source: '/s', subject: 'alice' } as const;
  return { ...attributes, type, data: { until }, correlation: 'of-the-meeting' };
}

describe('the telephony service, called for alice,', () => {
  const emitted: Emitted[] = [];
  const asked: object[] = [];
  const exchange = (target: object): Exchange => {
    emitted.length = 0;
    asked.length = 0;
    return new Exchange({
      emit: (event) => Promise.resolve(void emitted.push(event)),
      query: (query) => Promise.resolve((asked.push(query), { target })),
      tell: () => undefined,
    });
  };

  it('asks where it shall ring, and says that nobody answered there', async () => {
    const answer = await exchange({ terminal: 't1', kind: 'phone' }).called(call, now);
    expect(answer).toEqual({ to: 'alice', rang: 't1', mailbox: true });
    expect(asked).toEqual([{ 'call-target': { user: 'alice', caller: 'bob' } }]);
    expect(emitted).toEqual([
      {
        type: 'call-missed',
        about: 'alice',
        data: { caller: 'bob', why: 'no answer' },
        correlation: 'of-the-call',
      },
    ]);
  });

  it('puts through to a number, which nobody missed', async () => {
    expect(await exchange({ number: '+33140000000' }).called(call, now)).toEqual({
      to: 'alice',
      number: '+33140000000',
    });
    expect(emitted).toEqual([]);
  });

  it('says that she missed it where there is nowhere to ring', async () => {
    expect(await exchange({ none: true }).called(call, now)).toEqual({
      to: 'alice',
      mailbox: true,
    });
    expect(emitted).toMatchObject([{ data: { why: 'no terminal' } }]);
  });

  it('rings nowhere while she is in a meeting, and goes on in the chain of that', async () => {
    const busy = exchange({ terminal: 't1', kind: 'phone' });
    await busy.notified(notification('meeting-started'));
    expect(await busy.called(call, now)).toEqual({ to: 'alice', mailbox: true });
    expect(asked).toEqual([]);
    expect(emitted).toMatchObject([
      { data: { why: 'in a meeting' }, correlation: 'of-the-meeting' },
    ]);
    await busy.notified(notification('meeting-ended'));
    expect(await busy.called(call, now)).toMatchObject({ rang: 't1' });
  });

  it('does not wait for an end that was never told', async () => {
    const busy = exchange({ terminal: 't1', kind: 'phone' });
    await busy.notified(notification('meeting-started', '2026-01-05T09:10:00.000Z'));
    expect(await busy.called(call, now)).toMatchObject({ rang: 't1' });
  });

  it.each([[{ operation: 'sing' }], [{ payload: null }], [{ payload: { to: 7 } }]])(
    'refuses %j',
    async (changes) => {
      const said = exchange({}).called({ ...call, ...changes }, now);
      await expect(said).rejects.toMatchObject({ code: 'malformed' });
    },
  );
});
