/** One stream of the layout, as data; times in milliseconds, 0: none. */
export interface StreamLayout {
  readonly name: string;
  readonly about: string;
  readonly subjects: readonly string[];
  readonly replicas: number;
  /** 0: unlimited. */
  readonly messagesPerSubjectMax: number;
  /** 0: kept for ever. */
  readonly ageMaxMs: number;
  readonly duplicateWindowMs: number;
  readonly consumersMax: number;
  readonly denyDelete: boolean;
  readonly denyPurge: boolean;
  readonly allowDirect: boolean;
  readonly allowRollup: boolean;
  /** Messages may carry a time to live; a marker then tells of their end for `markerTtlMs`. */
  readonly allowMessageTtl: boolean;
  readonly markerTtlMs: number;
  /** What to refuse when a limit is reached: the oldest message, or the new one. */
  readonly discard: 'old' | 'new';
  readonly republish?: { readonly source: string; readonly destination: string };
  readonly metadata: Readonly<Record<string, string>>;
  /** The key-value bucket this stream is. */
  readonly bucket?: string;
}

/** What a layout is made for. */
export interface LayoutOptions {
  readonly partitions: number;
  readonly replicas: number;
}

/** Key of FACTS' metadata that holds the number of partitions, chosen once. */
export const PARTITIONS_METADATA = 'liaison-partitions';

/** A retry within it is answered `duplicate`; the guarantee is the command's id, never this. */
const FACTS_DUPLICATE_WINDOW_MS = 120_000;
/** The smallest the engine takes: nothing else is de-duplicated. */
const DUPLICATE_WINDOW_MS = 100;
/** What services send is kept so long. */
const EVENTS_IN_AGE_MS = 7 * 24 * 3_600_000;
/** What viewers were shown is kept so long. */
export const SHOWN_AGE_MS = 30 * 24 * 3_600_000;
/** A copy repeated after a crash is recognised by its id; later repeats look into the stream. */
const EVENTS_OUT_DUPLICATE_WINDOW_MS = 120_000;
/** An item nobody acknowledges waits so long; then its end is recorded. */
export const INBOX_AGE_MS = 30 * 24 * 3_600_000;
/** The engine itself drops it only later: who records it may be away for a day. */
const INBOX_GRACE_MS = 24 * 3_600_000;
/** A lease's marker must outlive the slowest reader's reconnect. */
const LEASE_MARKER_TTL_MS = 60_000;
/** What counts towards the limit is over after 24 hours; clocks may differ. */
const ASKS_AGE_MS = 25 * 3_600_000;
/** One ordered consumer a partition, projector and take-over; the engine's own default is 1,000. */
const CONSUMERS_MAX = 16_384;

const plain = {
  messagesPerSubjectMax: 0,
  ageMaxMs: 0,
  duplicateWindowMs: DUPLICATE_WINDOW_MS,
  consumersMax: CONSUMERS_MAX,
  denyDelete: false,
  denyPurge: false,
  allowDirect: true,
  allowRollup: false,
  allowMessageTtl: false,
  markerTtlMs: 0,
  discard: 'old',
  metadata: {},
} as const satisfies Partial<StreamLayout>;

/** The streams there are: all in files, all with retention by limits. */
export function streamLayout(prefix: string, options: LayoutOptions): readonly StreamLayout[] {
  const { replicas, partitions } = options;
  return [
    {
      ...plain,
      name: 'FACTS',
      about: 'The log: one immutable message a fact, one subject an aggregate',
      subjects: [`${prefix}.facts.>`],
      replicas,
      duplicateWindowMs: FACTS_DUPLICATE_WINDOW_MS,
      denyDelete: true,
      denyPurge: true,
      metadata: { [PARTITIONS_METADATA]: String(partitions) },
    },
    {
      ...plain,
      name: 'STATE',
      about: 'What a gateway needs to compute any view of a user; rebuildable',
      subjects: [`${prefix}.state.>`],
      replicas,
      messagesPerSubjectMax: 1,
      republish: { source: `${prefix}.state.>`, destination: `${prefix}.live.>` },
    },
    shownStream(prefix, replicas),
    ...serviceStreams(prefix, replicas),
    {
      ...plain,
      name: 'LEASES',
      about: 'Who is alive: gateways, replicas and services',
      subjects: [`${prefix}.leases.>`],
      replicas,
      messagesPerSubjectMax: 1,
      allowMessageTtl: true,
      markerTtlMs: LEASE_MARKER_TTL_MS,
    },
    {
      ...plain,
      name: 'ASKS',
      about: 'Whom each user has asked for authorisation of late: what their limits count',
      subjects: [`${prefix}.asks.*.*`],
      replicas,
      messagesPerSubjectMax: 1,
      ageMaxMs: ASKS_AGE_MS,
    },
    checkpointStream(prefix, replicas),
    {
      ...plain,
      name: 'PARKED',
      about: 'What could not be folded or delivered, with the reason',
      subjects: [`${prefix}.parked.>`],
      replicas,
    },
  ];
}

function checkpointStream(prefix: string, replicas: number): StreamLayout {
  return {
    ...plain,
    name: 'CKPT',
    about: 'How far the outputs of each projector and partition are stored',
    subjects: [`${prefix}.ckpt.>`],
    replicas,
    messagesPerSubjectMax: 1,
  };
}

function shownStream(prefix: string, replicas: number): StreamLayout {
  return {
    ...plain,
    name: 'SHOWN',
    about: 'What was told to whom and when; written only where that is switched on',
    subjects: [`${prefix}.shown.>`],
    replicas,
    ageMaxMs: SHOWN_AGE_MS,
  };
}

/** Services: their facts, their events, and the copies of events they are handed. */
function serviceStreams(prefix: string, replicas: number): readonly StreamLayout[] {
  const log = {
    ...plain,
    replicas,
    duplicateWindowMs: FACTS_DUPLICATE_WINDOW_MS,
    denyDelete: true,
    denyPurge: true,
  };
  return [
    {
      ...log,
      name: 'REGISTRY',
      about: 'The log of services: one subject a service',
      subjects: [`${prefix}.registry.*`],
    },
    {
      ...plain,
      name: 'EVENTS_IN',
      about: 'What services send: CloudEvents, one subject a service and type',
      subjects: [`${prefix}.events.in.>`],
      replicas,
      ageMaxMs: EVENTS_IN_AGE_MS,
    },
    {
      ...plain,
      name: 'EVENTS_OUT',
      about: 'One copy of an event for each service notified; each may carry its own time to live',
      subjects: [`${prefix}.events.out.*`],
      replicas,
      duplicateWindowMs: EVENTS_OUT_DUPLICATE_WINDOW_MS,
      allowMessageTtl: true,
    },
    {
      ...plain,
      name: 'INBOX',
      about: "Users' event notifications until they are acknowledged, one subject a user",
      subjects: [`${prefix}.inbox.*.*`],
      replicas,
      ageMaxMs: INBOX_AGE_MS + INBOX_GRACE_MS,
      duplicateWindowMs: EVENTS_OUT_DUPLICATE_WINDOW_MS,
    },
    {
      ...log,
      name: 'DELIVERY',
      about: 'The log of hand-overs: what was matched, acknowledged, parked, expired',
      subjects: [
        `${prefix}.matched.*`,
        `${prefix}.delivery.>`,
        '$JS.EVENT.METRIC.CONSUMER.ACK.EVENTS_OUT.>',
        '$JS.EVENT.ADVISORY.CONSUMER.*.EVENTS_OUT.>',
      ],
    },
  ];
}

/**
 * Of a secret that is replaced, the old version is destroyed after the new one is stored: both must
 * be there for a moment. What the engine drops by itself stays readable in its files.
 */
const KEYS_HISTORY = 8;

/** The buckets of the embedded stores, by the engine's conventions for key-value streams. */
export function bucketLayout(
  options: Pick<LayoutOptions, 'replicas'>,
): readonly (StreamLayout & { readonly bucket: string })[] {
  const bucket = (
    name: string,
    history: number,
    about: string,
  ): StreamLayout & { readonly bucket: string } => ({
    ...plain,
    name: `KV_${name}`,
    about,
    subjects: [`$KV.${name}.>`],
    replicas: options.replicas,
    messagesPerSubjectMax: history,
    allowRollup: true,
    discard: 'new',
    bucket: name,
  });
  return [
    bucket('ROWS', 1, "Projectors' rows; rebuildable"),
    bucket(
      'KEYS',
      KEYS_HISTORY,
      "Users' keys and secrets, wrapped; single messages can be destroyed",
    ),
  ];
}
