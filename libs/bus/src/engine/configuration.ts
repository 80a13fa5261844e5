import { type AccountsWanted, accountLines } from './accounts.js';

/** What the engine's configuration is made from. */
export interface EngineConfiguration extends AccountsWanted {
  /** -1: any free port. */
  readonly port: number;
  readonly store: string;
  readonly portsDir: string;
  readonly sync: 'always' | 'default';
  /** Size of nats.log; it and one before it are kept. */
  readonly logBytesMax: number;
}

/** Largest message: a profile fact of 96 KiB in a box fits with room to spare. */
const MAX_PAYLOAD_BYTES = 256 * 1024;

/** The text of nats.conf: loopback only, JetStream in account LIAISON, nkeys for ours, services by callout. */
export function engineConfiguration(wanted: EngineConfiguration): string {
  return [
    `listen: "127.0.0.1:${wanted.port}"`,
    `ports_file_dir: ${JSON.stringify(wanted.portsDir)}`,
    `max_payload: ${MAX_PAYLOAD_BYTES}`,
    `logfile_size_limit: ${wanted.logBytesMax}`,
    `logfile_max_num: 2`,
    `ping_interval: "3s"`,
    `ping_max: 2`,
    `jetstream {`,
    `  store_dir: ${JSON.stringify(wanted.store)}`,
    ...(wanted.sync === 'always' ? ['  sync_interval: always'] : []),
    `}`,
    ...accountLines(wanted),
    '',
  ].join('\n');
}
