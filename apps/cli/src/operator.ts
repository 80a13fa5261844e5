import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { type Bus, CommandClient, connectBus } from '@liaison/bus';
import { type JsonObject, type Settings, uuidV7 } from '@liaison/contracts';
import { environment, readSettings } from '@liaison/runtime';
import { DataFolder } from './data-folder.js';
import { CommandFailed } from './failure.js';
import { resultOf } from './reply.js';

/** What every command of an operator is told. */
export interface OperatorOptions {
  /** Folder of a development server; its system is found by it. */
  readonly data: string;
  readonly json?: boolean;
}

/** An operator at work: a connection to the bus, and commands on it. */
export class Operator {
  private readonly client: CommandClient;

  constructor(
    readonly bus: Bus,
    private readonly actor: string,
  ) {
    this.client = new CommandClient(bus);
  }

  /** Sends a command; answers its result, throws `CommandFailed` for a refusal or an unknown outcome. */
  async send(app: string, verb: string, data: JsonObject, command?: string): Promise<JsonObject> {
    const reply = await this.client.request(app, verb, {
      ...(command === undefined ? {} : { command }),
      actor: this.actor,
      correlation: randomUUID(),
      data,
    });
    return resultOf(reply);
  }

  /** A command that changes something gets an id, so that it can be repeated. */
  change(app: string, verb: string, data: JsonObject, command?: string): Promise<JsonObject> {
    return this.send(app, verb, data, command ?? uuidV7(this.bus.times.fromEngine(Date.now())));
  }
}

/** Connects as an operator, to a running `liaison dev` or to what the environment names. */
export async function withOperator<T>(
  options: OperatorOptions,
  work: (operator: Operator) => Promise<T>,
): Promise<T> {
  const bus = await connectBus(await operatorSettings(options.data), 'cli');
  try {
    return await work(new Operator(bus, `operator/${userInfo().username}`));
  } finally {
    await bus.close();
  }
}

/** The settings of the system that is meant: the environment's, else the running development server's. */
export async function operatorSettings(data: string): Promise<Settings> {
  const settings = readSettings(environment);
  if (environment['LIAISON_NATS_URL'] !== undefined) return settings;
  const running = await new DataFolder(data).running();
  if (running === undefined) {
    throw new CommandFailed(
      'no Liaison is running here',
      'start one with `npm start`, or name another one in LIAISON_NATS_URL and LIAISON_NATS_SEED_FILE',
    );
  }
  return { ...settings, natsUrl: running.natsUrl, natsSeedFile: running.seedFile };
}
