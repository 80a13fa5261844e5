import { announcedLimits } from '../limits.js';
import type { RpcMethodName, RpcParams, RpcResult } from '../rpc/methods.js';
import type { NotificationName, NotificationParams } from '../rpc/notifications.js';

const token = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';
const refresh = 'q0T9nVbM7cXzR2sLpK4hJg';
const terminal = 'Zk3vQ8wB1xYt5rN7';
const at = '2026-01-05T08:00:00.000Z';
const later = '2026-01-05T16:30:00.000Z';
const meeting = { service: 'calendar', type: 'meeting-started' };
const item = {
  id: '0198a1b2-5c3d-8e4f-9a6b-7c8d9e0f1a2b',
  event: {
    specversion: '1.0',
    id: '7f2c/1',
    source: '/calendar',
    type: 'meeting-started',
    subject: 'alice',
    time: at,
    data: { room: 'B12' },
    service: 'calendar',
    correlation: '0198a1b2-5c3d-8e4f-9a6b-000000000001',
    matched: '0198a1b2-5c3d-8e4f-9a6b-000000000002',
  },
};
const office = {
  mode: 'office',
  order: 1,
  availability: { state: 'available' },
  audience: { everyone: true },
  notification: 'immediate',
  rules: [
    { start: '2026-01-05T09:00', end: '2026-01-05T17:30', recur: 'FREQ=WEEKLY;BYDAY=MO,TU,WE' },
  ],
} as const;
const away = {
  mode: 'away',
  order: 2,
  availability: { state: 'not-available' },
  audience: { everyone: true },
  notification: 'on-request',
} as const;
const profile = {
  profile: 'work',
  label: 'At work',
  zone: 'Europe/Paris',
  contacts: ['bob', 'carol'],
  authorisation: 'open',
  defaultMode: 'away',
  modes: [office, away],
} as const;
const own = {
  terminal,
  kind: 'phone',
  label: 'My phone',
  connected: true,
  network: 'websocket',
} as const;
const nothing = {};
const changed = { changed: true };
const tokens = { token, refresh, user: 'alice' };

/** For each method what a terminal may send, and what it is answered; a spec holds them to the schemas. */
export const methodExamples: {
  readonly [M in RpcMethodName]: { readonly params: RpcParams<M>; readonly result: RpcResult<M> };
} = {
  'auth.login': {
    params: { login: 'alice@example.org', password: 'a long secret' },
    result: tokens,
  },
  'auth.refresh': { params: { refresh }, result: tokens },
  'terminal.enrol': { params: { token, kind: 'phone', label: 'My phone' }, result: { terminal } },
  'terminal.connect': {
    params: { token, terminal },
    result: {
      user: 'alice',
      terminal,
      connection: 'c4f1',
      serverTime: at,
      limits: announcedLimits,
    },
  },
  'terminal.disconnect': { params: nothing, result: nothing },
  'terminal.list': { params: nothing, result: { items: [own] } },
  'terminal.remove': { params: { terminal }, result: changed },
  'profile.upload': { params: { profile }, result: { profile: 'work', version: 1 } },
  'profile.list': {
    params: nothing,
    result: { items: [{ profile: 'work', label: 'At work', version: 1, active: true }] },
  },
  'profile.get': { params: { profile: 'work' }, result: { profile, version: 1 } },
  'profile.preview': {
    params: { profile, days: 1 },
    result: {
      profile: 'work',
      zone: 'Europe/Paris',
      from: at,
      to: later,
      assumes: ['terminals-connected', 'consents-as-now', 'nothing-by-hand'],
      timelines: [
        {
          viewers: ['bob', 'carol'],
          timeline: [{ from: at, to: later, state: 'connectable', mode: 'office', line: 8 }],
        },
      ],
      periods: [{ from: at, to: later, covering: ['office'] }],
      clockChanges: [],
    },
  },
  'profile.delete': { params: { profile: 'work' }, result: changed },
  'profile.activate': { params: { profile: 'work', mode: 'office' }, result: changed },
  'profile.deactivate': { params: { profile: 'work' }, result: changed },
  'mode.activate': { params: { mode: 'office', until: 'next-change' }, result: changed },
  'mode.clear': { params: nothing, result: changed },
  'connectability.get': { params: { user: 'bob' }, result: { user: 'bob', state: 'in-transfer' } },
  explain: {
    params: { viewer: 'bob' },
    result: {
      viewer: 'bob',
      state: 'connectable',
      line: 8,
      because: 'no-line-before-applies',
      lines: [{ line: 1, unmet: 'viewer-is-target' }],
      candidates: [{ mode: 'office', source: 'rule', applies: true }],
      facts: ['0198a1b2-5c3d-8e4f-9a6b-7c8d9e0f1a2b'],
      profile: 'work',
      mode: 'office',
    },
  },
  'authorisation.ask': { params: { user: 'bob' }, result: nothing },
  'authorisation.retract': { params: { user: 'bob' }, result: nothing },
  'authorisation.grant': { params: { user: 'bob', expires: later }, result: nothing },
  'authorisation.deny': { params: { user: 'bob' }, result: nothing },
  'authorisation.withdraw': { params: { user: 'bob' }, result: nothing },
  'authorisation.list': {
    params: nothing,
    result: { items: [{ user: 'bob', state: 'granted', at, expires: later }] },
  },
  'contact.block': { params: { user: 'bob' }, result: changed },
  'contact.unblock': { params: { user: 'bob' }, result: changed },
  'service.list': {
    params: nothing,
    result: { items: [{ service: 'messaging', connected: true, activated: true }] },
  },
  'service.activate': { params: { service: 'messaging' }, result: changed },
  'service.deactivate': { params: { service: 'messaging' }, result: changed },
  'service.call': {
    params: { service: 'messaging', operation: 'list', payload: { max: 10 } },
    result: { payload: { messages: [] } },
  },
  'event.list': {
    params: { service: 'calendar' },
    result: { items: [{ ...meeting, about: 'user', subscribed: false }] },
  },
  'event.subscribe': { params: meeting, result: changed },
  'event.unsubscribe': { params: meeting, result: changed },
  'notification.fetch': { params: { max: 10 }, result: { items: [item], left: 0 } },
  'notification.acknowledge': { params: { ids: [item.id] }, result: nothing },
  'call.select': { params: { terminal }, result: changed },
};

const self = {
  state: 'connectable',
  terminals: [own],
  profile: 'work',
  version: 1,
  mode: 'office',
  until: later,
  waiting: 0,
} as const;

/** For each notification of the server its params. */
export const notificationExamples: {
  readonly [N in NotificationName]: NotificationParams<N>;
} = {
  snapshot: {
    revision: 3,
    contacts: [
      ['bob', 'connectable'],
      ['carol', 'unknown'],
    ],
    self,
    pending: ['dave'],
  },
  connectability: { user: 'bob', state: 'in-transfer', n: 1 },
  self,
  notification: item,
  'authorisation.asked': { user: 'dave' },
  closing: { code: 'draining', retryAfterMs: 500 },
};
