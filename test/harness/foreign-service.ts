import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CHECKOUT } from './processes.js';
import { python } from './python.js';
import type { System } from './system.js';

const SCRIPT = join(CHECKOUT, 'test', 'foreign', 'service.py');

/** What a service says of itself, everything given replaced. */
export function declarationOf(changes: object = {}): object {
  return {
    emits: [],
    wants: [],
    delivery: 'push',
    calls: [],
    authentication: 'none',
    ...changes,
  };
}

/** A service registered by an operator, with a secret, open to everyone. */
export async function addService(system: System, service: string): Promise<string> {
  await accepted(system, 'service-registry', 'service.register', { service });
  const identity = { service, kind: 'secret' };
  const { secret } = await accepted(system, 'auth', 'service.issue-identity', identity);
  await accepted(system, 'service-registry', 'service.open', { service });
  return String(secret);
}

/** An operator's command that must be accepted; answers its result. */
export async function accepted(
  system: System,
  app: string,
  verb: string,
  data: object,
): Promise<Record<string, unknown>> {
  const answer = await system.command(app, verb, data);
  if (answer.accepted === undefined) throw new Error(`${verb}: ${JSON.stringify(answer)}`);
  return answer.accepted.result;
}

/** A service in Python, with nats-py alone; it does one thing after the other. */
export class ForeignService {
  private readonly answers: AsyncIterator<string>;
  connection = '';

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    readonly service: string,
  ) {
    this.answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.on('data', (data: Buffer) => (this.errors += data.toString('utf8')));
  }

  private errors = '';

  static async start(url: string, service: string, secret: string): Promise<ForeignService> {
    const child = spawn(await python(), [SCRIPT, url, service, secret]);
    return new ForeignService(child, service);
  }

  /** Gives an order and answers what came of it; a Python exception is thrown. */
  async does(order: object): Promise<Record<string, unknown>> {
    this.child.stdin.write(`${JSON.stringify(order)}\n`);
    const line = await this.answers.next();
    if (line.done === true) throw new Error(`${this.service} has ended: ${this.errors}`);
    const said = JSON.parse(line.value) as { done?: Record<string, unknown>; failed?: string };
    if (said.done === undefined) throw new Error(`${this.service}: ${said.failed}`);
    return said.done;
  }

  /** Dials and declares, and again where the declaration is new; answers the last welcome. */
  async connect(declaration: object): Promise<Record<string, unknown>> {
    for (let dials = 0; dials < 2; dials++) {
      await this.does({ do: 'dial' });
      this.connection = randomUUID();
      const body = { connection: this.connection, declaration };
      const welcome = await this.ask('connect', body);
      if (welcome['reconnect'] !== true) return welcome;
      await this.does({ do: 'close' });
    }
    throw new Error(`${this.service}'s declaration is always new`);
  }

  ask(verb: string, body: object): Promise<Record<string, unknown>> {
    return this.does({ do: 'ask', verb, body });
  }

  emit(type: string, changes: object = {}): Promise<Record<string, unknown>> {
    const { service } = this;
    const event = { specversion: '1.0', id: randomUUID(), source: `/${service}`, type, ...changes };
    return this.does({ do: 'emit', event });
  }

  /** Notifications of its durable, acknowledged. */
  async notifications(
    welcome: Record<string, unknown>,
    max: number,
    within = 5,
  ): Promise<readonly Record<string, unknown>[]> {
    const { durable, stream } = welcome;
    const { events } = await this.does({ do: 'fetch', durable, stream, max, within });
    return events as readonly Record<string, unknown>[];
  }

  /** As a crash would. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
