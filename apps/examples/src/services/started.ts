import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Refused, type Service as SdkService } from '@liaison/service-sdk';
import type { Identity, Service, ServiceTask } from './service.js';

/** What a service's process is started with. */
export interface StartedWith {
  readonly task: ServiceTask;
  readonly ics: string;
  /** Where it keeps what it must not forget. */
  readonly keep: string;
}

/** Reads a service's flags; the secret comes from a file that only its owner can read. */
export function startedWith(service: string): StartedWith {
  const { values } = parseArgs({
    options: {
      nats: { type: 'string' },
      prefix: { type: 'string', default: 'liaison' },
      services: { type: 'string' },
      ics: { type: 'string' },
      keep: { type: 'string' },
    },
  });
  const { nats, prefix, services, ics = '', keep = '' } = values;
  if (nats === undefined || services === undefined) {
    throw new Error('usage: --nats URL --services FILE [--prefix WORD] [--ics FILE] [--keep FILE]');
  }
  const all = JSON.parse(readFileSync(services, 'utf8')) as readonly Identity[];
  const own = all.find(({ user }) => user === service);
  if (own === undefined) throw new Error(`${services} has no ${service}`);
  return { task: { ...own, nats, prefix }, ics, keep };
}

/** Lives until it is asked to stop, or whoever started it is gone. */
export async function liveUntilAsked(service: Service): Promise<void> {
  const stop = (): void => void service.stop().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('disconnect', stop);
  await service.live();
}

/** The same, of one that is written with the SDK; it says what becomes of its line. */
export async function liveBySdk(service: SdkService, tell: (does: string) => void): Promise<void> {
  service.on('line', (line) => {
    if (line.state === 'connected') tell('is connected');
    if (line.state === 'waiting') tell(`is not connected: ${line.why}`);
  });
  service.on('refused', ({ code, message }) => tell(`is refused an event: ${code}, ${message}`));
  service.on('problem', ({ message }) => tell(`has a problem: ${message}`));
  const stop = (): void => void service.close().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('disconnect', stop);
  try {
    await service.connect();
  } catch (error) {
    const { message } = error as Error;
    tell(`ends: ${message}${error instanceof Refused ? `, ${error.fix}` : ''}`);
    process.exitCode = 1;
  }
}

/** Says one line of the story as JSON. */
export function teller(who: string): (does: string) => void {
  return (does) => process.stdout.write(`${JSON.stringify({ event: 'story', who, does })}\n`);
}
