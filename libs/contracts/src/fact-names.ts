import type { AggregateKind, AggregateName, FactStream } from './aggregates.js';
import { ID_CHARS_MAX, USER_ID_CHARS_MAX, idToken, isId, isUserId } from './tokens.js';

const user = (id: string): string => idToken(id, USER_ID_CHARS_MAX, "a user's id");

/** The aggregate's name: `profile.alice`, `consent.alice.bob`. Throws `BadToken`. */
export function factNameOf(aggregate: AggregateName): string {
  if ('service' in aggregate) {
    return `${aggregate.kind}.${idToken(aggregate.service, ID_CHARS_MAX, "a service's id")}`;
  }
  switch (aggregate.kind) {
    case 'terminal': {
      const terminal = idToken(aggregate.terminal, USER_ID_CHARS_MAX, "a terminal's id");
      return `terminal.${user(aggregate.user)}.${terminal}`;
    }
    case 'consent':
      return `consent.${user(aggregate.owner)}.${user(aggregate.viewer)}`;
    case 'account':
    case 'profile':
    case 'selection':
    case 'inbox':
      return `${aggregate.kind}.${user(aggregate.user)}`;
  }
}

/** Reads `profile.alice`; undefined where it names no aggregate. */
export function parseFactName(name: string): AggregateName | undefined {
  const [kind, first, second, ...rest] = name.split('.');
  if (first === undefined || rest.length > 0) return undefined;
  return second === undefined ? nameOfOne(kind, first) : nameOfTwo(kind, first, second);
}

function nameOfOne(kind: string | undefined, id: string): AggregateName | undefined {
  if (isOfService(kind)) return isId(id) ? { kind, service: id } : undefined;
  if (!isUserId(id)) return undefined;
  return isOfUser(kind) ? { kind, user: id } : undefined;
}

function nameOfTwo(
  kind: string | undefined,
  first: string,
  second: string,
): AggregateName | undefined {
  if (!isUserId(first) || !isUserId(second)) return undefined;
  if (kind === 'terminal') return { kind, user: first, terminal: second };
  return kind === 'consent' ? { kind, owner: first, viewer: second } : undefined;
}

const OF_USERS = ['account', 'profile', 'selection', 'inbox'] as const;

const isOfUser = (kind: string | undefined): kind is (typeof OF_USERS)[number] =>
  OF_USERS.some((one) => one === kind);

const OF_SERVICES = ['service-account', 'registry', 'matched', 'delivery'] as const;

const isOfService = (kind: string | undefined): kind is (typeof OF_SERVICES)[number] =>
  OF_SERVICES.some((one) => one === kind);

const STREAMS: Readonly<Record<AggregateKind, FactStream>> = {
  account: 'FACTS',
  profile: 'FACTS',
  terminal: 'FACTS',
  consent: 'FACTS',
  selection: 'FACTS',
  'service-account': 'FACTS',
  registry: 'REGISTRY',
  matched: 'DELIVERY',
  delivery: 'DELIVERY',
  inbox: 'DELIVERY',
};

/** The stream that holds the facts of aggregates of a kind. */
export const factStreamOf = (kind: AggregateKind): FactStream => STREAMS[kind];

/** Whose id chooses the partition. */
export function partitionKey(aggregate: AggregateName): string {
  if ('service' in aggregate) return aggregate.service;
  return aggregate.kind === 'consent' ? aggregate.owner : aggregate.user;
}
