import {
  CONTACTS_MAX,
  DOCUMENT_MAX_BYTES,
  MODES_MAX,
  PROFILES_MAX,
  RULES_MAX,
  TERMINALS_MAX,
} from '@liaison/domain';

const KIB = 1024;
const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;

/** Every limit at the edge, in one table. Reaching one is refused, never cut off silently. */
export const limits = {
  /** Longest text frame of a connected terminal, and of one that is not connected yet. */
  frameBytes: 64 * KIB,
  frameBytesBeforeConnect: 8 * KIB,
  /** From the handshake to `terminal.connect`. */
  authenticateMs: 5 * SECOND_MS,
  /** A ping is sent so often, and its pong awaited so long. */
  pingMs: 10 * SECOND_MS,
  pongMs: 5 * SECOND_MS,
  /** What may wait for one terminal before it is closed as `slow`. */
  queueBytes: 1024 * KIB,
  /** Requests of one terminal. */
  commandsPerSecond: 20,
  commandsBurst: 60,
  /** Connects of one terminal at one gateway: one that comes and goes without end writes facts. */
  connectsPerMinute: 60,
  jsonDepthMax: 32,
  jsonKeysMax: 4000,
  jsonArrayItemsMax: 5000,
  /** A profile document. */
  documentBytes: DOCUMENT_MAX_BYTES,
  contacts: CONTACTS_MAX,
  modes: MODES_MAX,
  rules: RULES_MAX,
  /** Of one user. */
  profiles: PROFILES_MAX,
  terminals: TERMINALS_MAX,
  /** `connectability.get` about somebody who is no contact. */
  strangersPerMinute: 30,
  strangersPerDay: 300,
  strangerGridMs: 25,
  /** A password that is set: at least so many characters. */
  passwordCharsMin: 8,
  /** A command may be repeated for so long; its maker's clock may be so far ahead of ours. */
  commandAgeMs: 24 * HOUR_MS,
  commandAheadMs: 5 * SECOND_MS,
  /** A request of a service; how many one gateway takes of one service, and at once. */
  serviceRequestBytes: 64 * KIB,
  serviceRequestsPerSecond: 20,
  serviceRequestsBurst: 60,
  serviceRequestsAtOnce: 16,
  /** `service.call`: how long is waited where nothing is said, what an answer may hold. */
  callMs: 10 * SECOND_MS,
  callAnswerBytes: 64 * KIB,
  /** Calls of one terminal that are on their way. */
  callsAtOnce: 16,
  /** A service may demand a login no older than this. */
  freshLoginMs: 60 * SECOND_MS,
} as const;

/** The limits a terminal is told when it connects. */
export const announcedLimits = {
  frameBytes: limits.frameBytes,
  queueBytes: limits.queueBytes,
  commandsPerSecond: limits.commandsPerSecond,
  commandsBurst: limits.commandsBurst,
  documentBytes: limits.documentBytes,
  contacts: limits.contacts,
  modes: limits.modes,
  rules: limits.rules,
  profiles: limits.profiles,
  terminals: limits.terminals,
} as const;
