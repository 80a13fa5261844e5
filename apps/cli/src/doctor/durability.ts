import type { EngineServer } from '@liaison/bus';
import type { Settings } from '@liaison/contracts';
import { type Finding, failure, fine, warning } from './finding.js';

/** Fewer copies than this, and the loss of one disk is the loss of the log. */
const REPLICAS_WANTED = 3;
const SECOND_MS = 1_000;

/** What an acknowledged fact survives: fsync, and copies. `servers`: undefined where nobody may ask. */
export function durabilityOf(
  servers: readonly EngineServer[] | undefined,
  { replicas, production }: Pick<Settings, 'replicas' | 'production'>,
): readonly Finding[] {
  const bad = production ? failure : warning;
  const copies =
    replicas >= REPLICAS_WANTED
      ? fine('durability', `${replicas} copies of every stream`)
      : bad(
          'durability',
          `${replicas === 1 ? 'one copy' : `${replicas} copies`} of every stream: what its disk loses is lost`,
          'for production run three servers and set LIAISON_STREAM_REPLICAS to 3',
        );
  if (servers === undefined) {
    return [
      copies,
      warning(
        'durability',
        'when the engine writes through to the disk is not known: nobody may ask it here',
        'set LIAISON_NATS_SYSTEM_SEED_FILE to the seed of the account SYS',
      ),
    ];
  }
  const late = servers.filter(({ sync }) => sync !== 'always');
  if (late.length === 0) {
    const all = servers.map(({ name }) => name).join(', ');
    return [copies, fine('durability', `fsync before every acknowledgement (${all})`)];
  }
  return [copies, ...late.map((server) => lateSync(server, bad))];
}

function lateSync({ name, sync }: EngineServer, bad: typeof warning): Finding {
  const every = sync === 'always' ? 0 : sync.everyMs / SECOND_MS;
  return bad(
    'durability',
    `${name} fsyncs every ${every} s: a power cut loses what was acknowledged since`,
    'set sync_interval: always in its jetstream block (here: `npm start -- --sync always`)',
  );
}
