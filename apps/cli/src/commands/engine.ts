import { EngineFailed, findEngine, startEngine } from '@liaison/bus';
import { environment } from '@liaison/runtime';
import type { Command } from 'commander';
import { DataFolder } from '../data-folder.js';
import { CommandFailed, exitWith } from '../failure.js';
import { portOption, syncOption } from '../flags.js';
import { printJson } from '../output.js';
import { whenAskedToStop } from '../signals.js';

interface EngineFlags {
  readonly data: string;
  readonly port: number;
  readonly sync: 'default' | 'always';
  readonly json?: true;
}

/** `liaison engine`: nats-server alone, with Liaison's accounts, in the foreground. */
export function engineCommand(parent: Command): void {
  parent
    .command('engine')
    .description('run nats-server alone, with the accounts Liaison needs, on loopback')
    .option('--data <folder>', 'where it keeps its data', '.liaison/data/engine')
    .addOption(portOption('its port; 0: any free one'))
    .addOption(syncOption())
    .option('--json', 'say where it is as JSON')
    .action((flags: EngineFlags) => exitWith(() => runEngine(flags)));
}

async function runEngine(flags: EngineFlags): Promise<void> {
  const engine = await startEngine({
    data: flags.data,
    binary: findEngine(environment),
    port: flags.port,
    sync: flags.sync,
    apart: true,
  }).catch((error: unknown) => {
    if (error instanceof EngineFailed) {
      throw new CommandFailed(error.message, 'see nats.log in its data folder');
    }
    throw error;
  });
  const { url, seedFile, authSeedFile, issuerSeedFile, systemSeedFile, pid } = engine;
  const seeds = { seedFile, authSeedFile, issuerSeedFile, systemSeedFile };
  if (flags.json === true) printJson({ event: 'engine', url, ...seeds, pid });
  else {
    const files = Object.values(seeds).join(', ');
    process.stdout.write(`nats-server ${pid} at ${url}; seeds in ${files}\n`);
  }
  const gone = new Promise<string>((resolve) => {
    engine.process.once('exit', (code, signal) => resolve(String(signal ?? code)));
  });
  const why = await Promise.race([gone, whenAskedToStop()]);
  await engine.stop();
  if (why !== 'asked') throw new CommandFailed(`nats-server ended (${why})`, 'start it again');
}

/** The folder of a development server, for commands that only read where it is. */
export function folderOf(data: string): DataFolder {
  return new DataFolder(data);
}
