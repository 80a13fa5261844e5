import type { SettingDefinition } from './setting-definition.js';
import { crashPoints } from './crash-point.js';

/** Every setting there is; `liaison config` prints this table. */
export const settingDefinitions = {
  natsUrl: {
    env: 'LIAISON_NATS_URL',
    type: 'text',
    fallback: 'nats://127.0.0.1:4222',
    pattern: '(nats|tls)://[^\\s,]+(,(nats|tls)://[^\\s,]+)*',
    says: 'nats://HOST:PORT or tls://HOST:PORT, several separated by commas',
    about: 'Address of the NATS servers, separated by commas',
  },
  natsSeedFile: {
    env: 'LIAISON_NATS_SEED_FILE',
    type: 'path',
    fallback: '',
    about: 'File with the nkey seed of the account LIAISON; empty: no authentication',
  },
  natsAuthSeedFile: {
    env: 'LIAISON_NATS_AUTH_SEED_FILE',
    type: 'path',
    fallback: '',
    about:
      'auth: file with the nkey seed of the account AUTH, where the engine asks who a service is; empty: this auth does not answer',
  },
  natsIssuerSeedFile: {
    env: 'LIAISON_NATS_ISSUER_SEED_FILE',
    type: 'path',
    fallback: '',
    about: 'auth: file with the account seed that signs what services may do; goes with the former',
  },
  natsSystemSeedFile: {
    env: 'LIAISON_NATS_SYSTEM_SEED_FILE',
    type: 'path',
    fallback: '',
    about:
      "auth, service-registry: file with the nkey seed of the account SYS, for ends of services' connections and kicks; empty: leases alone tell",
  },
  mongodbUrl: {
    env: 'LIAISON_MONGODB_URL',
    type: 'text',
    fallback: '',
    secret: true,
    pattern: 'mongodb(\\+srv)?://[^\\s/]+(/\\S*)?',
    says: 'mongodb://USER:PASSWORD@HOST:PORT/DATABASE or mongodb+srv://…',
    about:
      "MongoDB that keeps rows and users' keys; without a database in it: liaison. Empty: the engine keeps them. Chosen once, when the log is created",
  },
  prefix: {
    env: 'LIAISON_PREFIX',
    type: 'text',
    fallback: 'liaison',
    pattern: '[A-Za-z0-9_-]{1,24}',
    says: '1 to 24 letters, digits, - or _',
    about: 'First token of every subject',
  },
  partitions: {
    env: 'LIAISON_PARTITIONS',
    type: 'integer',
    fallback: '16',
    min: 1,
    max: 256,
    about: 'Partitions of the log; chosen once, when the log is created',
  },
  replicas: {
    env: 'LIAISON_STREAM_REPLICAS',
    type: 'integer',
    fallback: '1',
    min: 1,
    max: 5,
    about: 'Copies of every stream',
  },
  replica: {
    env: 'LIAISON_REPLICA',
    type: 'text',
    fallback: '',
    pattern: '[A-Za-z0-9_-]{1,24}',
    says: '1 to 24 letters, digits, - or _',
    about: 'Name of this replica; empty: a random one',
  },
  production: {
    env: 'LIAISON_PRODUCTION',
    type: 'flag',
    fallback: 'false',
    about: 'Refuses what is only fit for a laptop or tests (given ids of users, a clock offset)',
  },
  masterKeyFile: {
    env: 'LIAISON_MASTER_KEY_FILE',
    type: 'path',
    fallback: '',
    about: 'File with the master key (64 hex digits), readable by its owner only',
  },
  masterKey: {
    env: 'LIAISON_MASTER_KEY',
    type: 'text',
    fallback: '',
    secret: true,
    pattern: '[0-9a-fA-F]{64}',
    says: '64 hex digits',
    about: 'The master key itself (64 hex digits), instead of a file',
  },
  tombstonesFile: {
    env: 'LIAISON_TOMBSTONES_FILE',
    type: 'path',
    fallback: '',
    about:
      'auth: file with the list of erased users, kept apart from backups, which a restore demands; empty: LIAISON_MASTER_KEY_FILE with .tombstones',
  },
  argonMemoryKib: {
    env: 'LIAISON_ARGON_MEMORY_KIB',
    type: 'integer',
    fallback: '19456',
    min: 19_456,
    max: 1_048_576,
    about: 'Memory of one password hash (argon2id), in KiB; can only be raised',
  },
  argonPasses: {
    env: 'LIAISON_ARGON_PASSES',
    type: 'integer',
    fallback: '2',
    min: 2,
    max: 16,
    about: 'Passes of one password hash (argon2id); can only be raised',
  },
  page: {
    env: 'LIAISON_PAGE',
    type: 'path',
    fallback: '',
    about:
      'gateway: folder of a page to try it, served at / and let in by its own Origin; empty: none',
  },
  httpHost: {
    env: 'LIAISON_HTTP_HOST',
    type: 'text',
    fallback: '127.0.0.1',
    about: 'Address that health, metrics and, at the gateway, terminals are served on',
  },
  httpPort: {
    env: 'LIAISON_HTTP_PORT',
    type: 'integer',
    fallback: '0',
    min: 0,
    max: 65535,
    about: 'Port of the same; 0: any free one, said in the log',
  },
  origins: {
    env: 'LIAISON_ORIGINS',
    type: 'text',
    fallback: '',
    about:
      'Exact Origins a browser may connect from, separated by commas; requests without Origin are let in',
  },
  streamQuietMs: {
    env: 'LIAISON_STREAM_QUIET_MS',
    type: 'integer',
    fallback: '10000',
    min: 1_000,
    max: 60_000,
    about:
      'gateway: a terminal’s event stream that says nothing for so long says a comment, for proxies that cut quiet lines and to see that somebody is there',
  },
  shown: {
    env: 'LIAISON_SHOWN',
    type: 'flag',
    fallback: 'false',
    about:
      'gateway: records what each viewer is told about whom, kept for 30 days; explain answers from it',
  },
  ackWaitMs: {
    env: 'LIAISON_ACK_WAIT_MS',
    type: 'integer',
    fallback: '30000',
    min: 1_000,
    max: 3_600_000,
    about:
      'service-registry: a notification a service has not acknowledged by then is handed over again',
  },
  retentionMs: {
    env: 'LIAISON_RETENTION_MS',
    type: 'integer',
    fallback: '2592000000',
    min: 1_000,
    max: 31_536_000_000,
    about:
      'service-registry, notification: how long notifications of a service are kept at most, whatever it declares',
  },
  backlogMax: {
    env: 'LIAISON_BACKLOG_MAX',
    type: 'integer',
    fallback: '100000',
    min: 1,
    max: 10_000_000,
    about: 'notification: where so many notifications wait for a service, a new one is parked',
  },
  logLevel: {
    env: 'LIAISON_LOG_LEVEL',
    type: 'text',
    fallback: 'log',
    oneOf: ['debug', 'log', 'warn', 'error'],
    about: 'The least severe messages that are logged',
  },
  forTests: {
    env: 'LIAISON_FOR_TESTS',
    type: 'flag',
    fallback: 'false',
    about: 'Allows the settings that are for tests alone; refused in production',
  },
  clockOffsetMs: {
    env: 'LIAISON_CLOCK_OFFSET_MS',
    type: 'integer',
    fallback: '0',
    about: 'Added to every reading of the clock, for tests (LIAISON_FOR_TESTS)',
  },
  clockFile: {
    env: 'LIAISON_CLOCK_FILE',
    type: 'path',
    fallback: '',
    about:
      'File that gives what the clock shows, a line for each step (REAL_MS SHOWN_MS), for tests (LIAISON_FOR_TESTS)',
  },
  chanceSeed: {
    env: 'LIAISON_CHANCE_SEED',
    type: 'text',
    fallback: '',
    pattern: '[A-Za-z0-9_-]{1,64}',
    says: '1 to 64 letters, digits, - or _',
    about:
      'Ids, tokens and the keys that sign them follow from it and from what they are for, for tests (LIAISON_FOR_TESTS)',
  },
  crashAt: {
    env: 'LIAISON_CRASH_AT',
    type: 'text',
    fallback: '',
    pattern: `(${crashPoints.join('|')})(:[1-9][0-9]{0,8}(:freeze)?)?`,
    says: `one of ${crashPoints.join(', ')}, then :N for the nth passage, then :freeze to stop there`,
    about: 'Where this process dies of SIGKILL, for tests (after-append:40); refused in production',
  },
} as const satisfies Record<string, SettingDefinition>;

type Value<D extends SettingDefinition> = D['type'] extends 'integer'
  ? number
  : D['type'] extends 'flag'
    ? boolean
    : string;

/** All settings, read and checked. */
export type Settings = {
  readonly [K in keyof typeof settingDefinitions]: Value<(typeof settingDefinitions)[K]>;
};
