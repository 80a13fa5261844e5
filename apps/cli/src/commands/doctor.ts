import type { Command } from 'commander';
import { withExamples } from '../examples.js';
import { exitWith } from '../failure.js';
import type { OperatorFlags } from '../family.js';
import type { OperatorOptions } from '../operator.js';

/** `liaison doctor`: looks at everything, and says of each thing whether it is fine and what to do. */
export function doctorCommand(parent: Command, flags: OperatorFlags): void {
  const doctor = flags(parent.command('doctor')).description(
    'look at versions, durability, streams, apps and their leases, lags, clock, disk, master key and store: ' +
      'OK, WARN or FAIL with what to do; ends with 1 where something is broken',
  );
  withExamples(doctor, 'doctor').action((options: OperatorOptions) =>
    exitWith(async () => {
      const { printExamination } = await import('../doctor/doctor.js');
      await printExamination(options);
    }),
  );
}
