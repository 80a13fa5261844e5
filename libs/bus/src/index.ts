export type * from './ports.js';
export * from './bus.module.js';
export * from './callout/auth-callout.js';
export type * from './callout/login.js';
export { isUserKey } from './callout/nkey.js';
export * from './commands/answer.js';
export * from './commands/command.js';
export * from './commands/command-client.js';
export * from './commands/command-server.js';
export * from './commands/reader.js';
export * from './commands/reply.js';
export * from './connection.js';
export { type DurableState, durableState } from './durables/durable-state.js';
export * from './durables/service-durables.js';
export { acknowledgedPlace, acknowledgementsOf, dropCopy } from './durables/unsettled.js';
export * from './engine/engine.js';
export * from './engine/is-alive.js';
export * from './errors.js';
export * from './fact-store/fact-store.js';
export * from './fact-store/turns.js';
export * from './following/following.js';
export * from './inspection/apps.js';
export * from './inspection/engine-clock.js';
export * from './inspection/engine-servers.js';
export * from './inspection/lags.js';
export * from './inspection/living.js';
export * from './inspection/stream-inspection.js';
export { type LayoutStep, ensureLayout } from './layout/layout.js';
export * from './ordered/ordered.js';
export * from './ordered/read-to-end.js';
export * from './ownership/ask-owner.js';
export * from './ownership/lease.js';
export * from './ownership/lease-board.js';
export { type LastLease, type LeaseBody, lastLease } from './ownership/lease-message.js';
export * from './ownership/ownership.js';
export * from './ownership/ownership.module.js';
export * from './ownership/service-lease.js';
export type { Loss, OwnershipListener } from './ownership/partition-turns.js';
export * from './pause.js';
export * from './projector/checkpoint.js';
export type { ParkedFact } from './projector/parking.js';
export * from './projector/projector.js';
export * from './projector/replay.js';
export * from './projector/shut-boxes.js';
export { FACTS, LOG_START, type LogPlace, logEnd, logHas } from './projector/fact-log.js';
export { CheckpointAhead, type ParkReason, StoreAhead } from './projector/reasons.js';
export { NotReached, Waiters } from './following/waiters.js';
export * from './requests/append.js';
export * from './requests/listen.js';
export * from './requests/outbox.js';
export * from './requests/requests.js';
export { type EngineAnswer, callEngine } from './stored/engine-call.js';
export * from './stored/ends.js';
export * from './stored/last-of-each.js';
export {
  type StoredMessage,
  type Wanted,
  jsonOf,
  storedAtLeader,
  storedNear,
} from './stored/stored-message.js';
export * from './system/service-connections.js';
export * from './system/system.module.js';
export * from './system/system-account.js';
export * from './tasks/idle.js';
export * from './tasks/keyed-tasks.js';
export * from './tokens.js';
export * from './version.js';
export * from './wiping/wipe.js';
