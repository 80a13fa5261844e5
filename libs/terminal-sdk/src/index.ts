export { Terminal, type LineState, type TerminalEvents } from './terminal.js';
export type { Kept, TerminalOptions } from './options.js';
export type { WebSocketClass } from './socket.js';
export {
  Ended,
  type EndedCode,
  type Fault,
  LineCut,
  QueueFull,
  type RefusalData,
  Refused,
} from './errors.js';
export { type RefusalCode, refusalCodes } from './protocol/codes.js';
export {
  type AfterCut,
  type AskedUntil,
  type Connected,
  type ConsentItem,
  type EventItem,
  type MethodName,
  type Methods,
  type Params,
  type Result,
  type Tokens,
  afterCut,
} from './protocol/methods.js';
export type {
  ClosingCode,
  NotificationItem,
  NotificationName,
  Notifications,
  OwnTerminal,
  Self,
  Snapshot,
} from './protocol/notifications.js';
export type { Explained, Explanation, ExplainParams, Shown } from './protocol/explain.js';
export type { Preview, PreviewParams } from './protocol/preview.js';
export type {
  Audience,
  Availability,
  ModeDocument,
  PeriodRule,
  ProfileDocument,
} from './protocol/profile.js';
export type {
  Changed,
  Connectability,
  Id,
  Instant,
  LocalTime,
  TerminalKind,
} from './protocol/words.js';
