export { Service } from './service.js';
export type { LineState, ServiceEvents } from './events.js';
export type { Answers, ServiceOptions } from './options.js';
export type { Emitted } from './emitted.js';
export { Notification } from './notification.js';
export {
  Away,
  Ended,
  type EndedCode,
  type Fault,
  NotDeclared,
  OperationFailed,
  OutboxFull,
  type RefusalData,
  Refused,
  TurnedAway,
} from './errors.js';
export type {
  Availability,
  Call,
  CallTarget,
  Connectability,
  Connected,
  Declaration,
  Emits,
  NotifiedEvent,
  RefusedEvent,
  Wants,
} from './protocol.js';
