import type { ServiceId, TerminalId, UserId } from '@liaison/domain';

/** Names one aggregate; `subjects.ts` turns it into a subject and back. */
export type AggregateName =
  | { readonly kind: 'account'; readonly user: UserId }
  | { readonly kind: 'profile'; readonly user: UserId }
  | { readonly kind: 'terminal'; readonly user: UserId; readonly terminal: TerminalId }
  | { readonly kind: 'consent'; readonly owner: UserId; readonly viewer: UserId }
  | { readonly kind: 'selection'; readonly user: UserId }
  | { readonly kind: 'service-account'; readonly service: ServiceId }
  | { readonly kind: 'registry'; readonly service: ServiceId }
  | { readonly kind: 'matched'; readonly service: ServiceId }
  | { readonly kind: 'delivery'; readonly service: ServiceId }
  | { readonly kind: 'inbox'; readonly user: UserId };

export type AggregateKind = AggregateName['kind'];

/** The streams that hold facts. */
export type FactStream = 'FACTS' | 'REGISTRY' | 'DELIVERY';
