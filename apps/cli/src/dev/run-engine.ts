import { EngineFailed, findEngine, startEngine } from '@liaison/bus';
import { environment, readSettings } from '@liaison/runtime';
import type { EngineFlags } from '../commands/engine.js';
import { CommandFailed } from '../failure.js';
import { printJson } from '../output.js';
import { whenAskedToStop } from '../signals.js';

/** Runs nats-server in the foreground until it is asked to stop. */
export async function runEngine(flags: EngineFlags): Promise<void> {
  const engine = await startEngine({
    data: flags.data,
    prefix: readSettings(environment).prefix,
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
  const why = await Promise.race([gone, whenAskedToStop(flags.seconds)]);
  await engine.stop();
  if (why !== 'asked') throw new CommandFailed(`nats-server ended (${why})`, 'start it again');
}
