/** `npm run worlds -- --pairs 2000`, with `--seed N` those of a run before. */
import { givenFlags } from '../../deploy/local/given-flags.mjs';
import { worlds } from './flags.mjs';

const flags = givenFlags(worlds, process.argv.slice(2));
if (flags !== undefined) {
  process.env['LIAISON_TEST_PAIRS'] = flags.pairs;
  if (flags.seed !== undefined) process.env['LIAISON_TEST_SEED'] = flags.seed;
  process.argv.splice(2, process.argv.length, 'test/claims/claim-04-worlds');
  await import('../../deploy/local/test.mjs');
}
