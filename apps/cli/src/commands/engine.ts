import type { Command } from 'commander';
import { withExamples } from '../examples.js';
import { exitWith } from '../failure.js';
import { portOption, secondsOption, syncOption } from '../flags.js';

/** Flags of `liaison engine`. */
export interface EngineFlags {
  readonly data: string;
  readonly port: number;
  readonly sync: 'default' | 'always';
  readonly seconds?: number;
  readonly json?: true;
}

/** `liaison engine`: nats-server alone, with Liaison's accounts, in the foreground. */
export function engineCommand(parent: Command): void {
  const running = parent
    .command('engine')
    .description('run nats-server alone, with the accounts Liaison needs, on loopback')
    .option('--data <folder>', 'where it keeps its data', '.liaison/data/engine')
    .addOption(portOption('its port; 0: any free one'))
    .addOption(syncOption())
    .addOption(secondsOption('stop by itself after so many seconds'))
    .option('--json', 'say where it is as JSON');
  withExamples(running, 'engine --data engine-alone --seconds 5').action((flags: EngineFlags) =>
    exitWith(async () => {
      const { runEngine } = await import('../dev/run-engine.js');
      await runEngine(flags);
    }),
  );
}
