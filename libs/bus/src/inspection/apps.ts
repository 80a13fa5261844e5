import type { Bus } from '../connection.js';

/** A process of an app that answers commands. */
export interface AnsweringApp {
  readonly app: string;
  readonly id: string;
  readonly version: string;
}

const GATHER_MS = 2_000;
const STALL_MS = 200;

/** Every process of ours that answers now (`$SRV.PING`), of this prefix alone. */
export async function answeringApps(
  bus: Pick<Bus, 'nc' | 'subjects'>,
): Promise<readonly AnsweringApp[]> {
  const waiting = { strategy: 'stall', maxWait: GATHER_MS, stall: STALL_MS } as const;
  const apps: AnsweringApp[] = [];
  for await (const answer of await bus.nc.requestMany('$SRV.PING', '', waiting)) {
    const { name, id, version, metadata } = answer.json<Ping>();
    if (metadata?.prefix === bus.subjects.prefix) apps.push({ app: name, id, version });
  }
  return apps.toSorted((a, b) => a.app.localeCompare(b.app));
}

interface Ping {
  readonly name: string;
  readonly id: string;
  readonly version: string;
  readonly metadata?: { readonly prefix?: string };
}
