import { type Bus, type EngineServer, connectBus, engineClock, engineServers } from '@liaison/bus';
import type { Settings } from '@liaison/contracts';
import { timesOf } from '@liaison/runtime/settings';
import { CommandFailed } from '../failure.js';
import { operatorSettings } from '../operator.js';
import { appsOf } from './apps.js';
import { judgedClock } from './clock.js';
import { disksOf } from './disk.js';
import { durabilityOf } from './durability.js';
import { type Area, type Finding, failure, fine, warning } from './finding.js';
import { lagsOf } from './lags.js';
import { masterKeyFinding } from './master-key.js';
import { rowsFinding } from './rows.js';
import { storeFinding } from './store.js';
import { streamsOf } from './streams.js';
import { tombstonesOf } from './tombstones.js';
import { localVersions } from './versions.js';

/** The doctor does not wait as long for an engine as an app that starts with it. */
const PATIENCE_MS = 2_000;

/** Looks at everything that can be looked at; what keeps from looking is a finding too. */
export async function examined(data: string | undefined): Promise<readonly Finding[]> {
  const local = await localVersions();
  let settings: Settings;
  try {
    settings = await operatorSettings(data);
  } catch (error) {
    const isOurs = error instanceof CommandFailed;
    const finding = isOurs
      ? failure('engine', error.message, error.fix)
      : failure('settings', said(error), 'correct it in the environment of this shell');
    return [...local, finding];
  }
  const stores = [await masterKeyFinding(settings), await storeFinding(settings)];
  return [...local, ...stores, ...(await ofSystem(settings))];
}

async function ofSystem(settings: Settings): Promise<readonly Finding[]> {
  let bus: Bus;
  try {
    bus = await connectBus(settings, 'doctor', {
      times: timesOf(settings),
      patienceMs: PATIENCE_MS,
    });
  } catch (error) {
    return [failure('engine', said(error), 'nothing else of the system was looked at')];
  }
  try {
    return await ofEngine(bus, settings);
  } finally {
    await bus.close();
  }
}

async function ofEngine(bus: Bus, settings: Settings): Promise<readonly Finding[]> {
  const nowMs = (): number => bus.times.fromEngine(Date.now());
  const servers = await serversOf(settings);
  const clock = await engineClock(bus, nowMs).catch(() => undefined);
  const engineMs = nowMs() - (clock?.aheadMs ?? 0);
  const version = bus.nc.info?.version ?? 'of an unknown version';
  const found = [
    fine('engine', `nats-server ${version} at ${settings.natsUrl}`),
    ...durabilityOf(servers, settings),
    clock === undefined ? clockUnknown : judgedClock(clock),
  ];
  const looks: readonly (readonly [Area, () => Promise<readonly Finding[]>])[] = [
    ['disk', () => disksOf(servers)],
    ['streams', () => streamsOf(bus, settings)],
    ['apps', () => appsOf(bus)],
    ['lags', () => lagsOf(bus, engineMs)],
    ['store', async () => [await rowsFinding(bus)]],
    ['tombstones', () => tombstonesOf(bus, settings)],
  ];
  for (const [area, look] of looks) {
    found.push(...(await look().catch((error: unknown) => [notLooked(area, error)])));
  }
  return found;
}

/** Each server's own account of itself; undefined: nobody may ask here, or it refuses. */
function serversOf(settings: Settings): Promise<readonly EngineServer[] | undefined> {
  if (settings.natsSystemSeedFile === '') return Promise.resolve(undefined);
  return engineServers(settings).catch(() => undefined);
}

const clockUnknown = warning(
  'clock',
  "it cannot be compared with the engine's while the stream LEASES is missing",
  'see what is said of streams',
);

function notLooked(area: Area, error: unknown): Finding {
  const fix = 'mend what is said of the engine and its streams, then look again';
  return failure(area, `it cannot be looked at: ${said(error)}`, fix);
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));
