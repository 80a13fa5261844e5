import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SERVICES } from '../cast.js';

/** Where the services' processes find what they need. */
export interface ServicesOptions {
  readonly nats: string;
  /** First token of every subject. */
  readonly prefix: string;
  /** File of their users and secrets. */
  readonly services: string;
  readonly ics: string;
}

/** The three services, each a process of its own; what they say goes to our standard output. */
export class ServiceProcesses {
  private readonly children: ChildProcess[] = [];

  start({ nats, prefix, services, ics }: ServicesOptions): void {
    for (const name of SERVICES) {
      const main = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
      const keep = `${services}.${name}`;
      const bus = ['--nats', nats, '--prefix', prefix];
      const flags = [...bus, '--services', services, '--ics', ics, '--keep', keep];
      this.children.push(fork(main, flags, { stdio: 'inherit' }));
    }
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        await gone;
      }),
    );
  }
}
