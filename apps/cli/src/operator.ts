import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Bus, CommandClient } from '@liaison/bus';
import type { JsonObject, Settings } from '@liaison/contracts';
import { DataFolder, type FoundSystem } from './data-folder.js';
import { CommandFailed } from './failure.js';
import { resultOf } from './reply.js';

/** What every command of an operator is told. */
export interface OperatorOptions {
  /** Folder of a development server; absent: the nearest `.liaison/data` from here upwards. */
  readonly data?: string;
  readonly json?: boolean;
}

/** An operator at work: a connection to the bus, and commands on it. */
export class Operator {
  constructor(
    readonly bus: Bus,
    private readonly client: CommandClient,
    private readonly actor: string,
  ) {}

  /** Sends a command; answers its result, throws `CommandFailed` for a refusal or an unknown outcome. */
  async send(app: string, verb: string, data: JsonObject, command?: string): Promise<JsonObject> {
    const reply = await this.client.request(app, verb, {
      ...(command === undefined ? {} : { command }),
      actor: this.actor,
      correlation: randomUUID(),
      data,
    });
    return resultOf(reply, { verb, data });
  }

  /** A command that changes something gets an id, so that it can be repeated. */
  async change(app: string, verb: string, data: JsonObject, command?: string): Promise<JsonObject> {
    const { uuidV7 } = await import('@liaison/contracts');
    return this.send(app, verb, data, command ?? uuidV7(this.bus.times.fromEngine(Date.now())));
  }
}

/** Connects as an operator, to a running `liaison dev` or to what the environment names. */
export async function withOperator<T>(
  options: OperatorOptions,
  work: (operator: Operator) => Promise<T>,
): Promise<T> {
  const settings = await operatorSettings(options.data);
  // Loaded only now: a command that ends before this (`--help`, wrong usage) starts in no time.
  const { CommandClient, connectBus } = await import('@liaison/bus/client');
  const { timesOf } = await import('@liaison/runtime/settings');
  const bus = await connectBus(settings, 'cli', { times: timesOf(settings) });
  try {
    const client = new CommandClient(bus);
    return await work(new Operator(bus, client, `operator/${userInfo().username}`));
  } finally {
    await bus.close();
  }
}

/** The settings of the system that is meant: the environment's, else the running development server's. */
export async function operatorSettings(data?: string): Promise<Settings> {
  const { environment, readSettings } = await import('@liaison/runtime/settings');
  const settings = readSettings(environment);
  // A folder that is named is what is meant; what the environment names goes before one at hand.
  if (data === undefined && environment['LIAISON_NATS_URL'] !== undefined) return settings;
  const found = await DataFolder.find(data);
  if (found === undefined) {
    throw new CommandFailed(
      `no Liaison is running ${data === undefined ? 'here' : `on ${data}`}`,
      data === undefined
        ? 'start one with `npm start`, say `--data FOLDER` where one runs on another folder, or name ' +
            'one in LIAISON_NATS_URL and LIAISON_NATS_SEED_FILE'
        : `start one with \`npm start -- --data ${data}\`, or say the folder of one that runs`,
      'not-running',
    );
  }
  return settingsOf(settings, found);
}

function settingsOf(settings: Settings, { running }: FoundSystem): Settings {
  const { natsUrl, seedFile, prefix, systemSeedFile, masterKeyFile, mongodbUrl } = running;
  return {
    ...settings,
    natsUrl,
    natsSeedFile: seedFile,
    prefix: prefix ?? settings.prefix,
    natsSystemSeedFile: systemSeedFile ?? settings.natsSystemSeedFile,
    masterKeyFile: masterKeyFile ?? settings.masterKeyFile,
    mongodbUrl: mongodbUrl ?? settings.mongodbUrl,
  };
}
