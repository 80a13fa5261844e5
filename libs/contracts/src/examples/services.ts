import type { Json } from '../facts/envelope.js';

const connection = '5b0c1f0e-8d5a-4f0b-9d1c-2a7e6c3b4d5f';
const declaration = {
  emits: [{ type: 'storm', about: 'nobody' }],
  wants: [{ type: 'alarm' }],
  delivery: 'push',
  calls: ['forecast'],
  authentication: 'none',
};
const event = {
  specversion: '1.0',
  id: '7f2c/1',
  source: '/weather',
  type: 'storm',
  time: '2026-01-05T08:00:00.000Z',
  data: { force: 10 },
};

/** For each message of services one as it travels; a spec holds them to the schemas. */
export const serviceExamples = (prefix: string): Readonly<Record<string, Json>> => ({
  'connect.request': { connection, declaration },
  'connect.answer': {
    durable: 'svc-weather',
    stream: 'EVENTS_OUT',
    calls: `${prefix}.call.weather.9f86d081884c7d659a2feaa0c55ad015`,
    leaseMs: 10_000,
    ackWaitMs: 30_000,
    retentionMs: 604_800_000,
    backlog: 2,
    parked: 0,
    expired: 0,
    version: 1,
    reconnect: true,
  },
  'alive.request': { connection },
  'alive.answer': { leaseMs: 10_000 },
  'disconnect.request': { connection },
  'disconnect.answer': {},
  'declare.request': { connection, declaration },
  'declare.answer': { version: 2, reconnect: true },
  'query.request': { 'call-target': { user: 'alice', caller: 'bob' } },
  'query.answer': {
    target: { terminal: 'Zk3vQ8wB1xYt5rN7', kind: 'phone' },
    step: 6,
    because: 'terminal-connected',
    rejected: [{ step: 1, reason: 'user-registered' }],
  },
  'call.request': {
    user: 'alice',
    terminal: 'Zk3vQ8wB1xYt5rN7',
    operation: 'forecast',
    payload: { days: 2 },
    correlation: '0198a1b2-5c3d-8e4f-9a6b-000000000001',
  },
  'call.answer': { payload: { says: 'wet' } },
  event,
  notification: {
    ...event,
    service: 'weather',
    correlation: '0198a1b2-5c3d-8e4f-9a6b-000000000001',
    matched: '0198a1b2-5c3d-8e4f-9a6b-000000000002',
  },
  refused: {
    subject: `${prefix}.events.in.weather.storm`,
    code: 'malformed',
    message: 'the event has no id',
    fix: 'write it as a CloudEvent 1.0',
    event: '7f2c/1',
  },
  error: {
    error: {
      code: 'not-connected',
      message: 'this is not the current connection of the terminal',
      fix: 'connect with terminal.connect first',
    },
  },
});
