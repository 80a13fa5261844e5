/** `npm run worlds -- --pairs 2000`, with `--seed N` those of a run before. */
import { parseArgs } from 'node:util';

const options = { pairs: { type: 'string', default: '2000' }, seed: { type: 'string' } };
const { pairs, seed } = parseArgs({ options }).values;
process.env['LIAISON_TEST_PAIRS'] = pairs;
if (seed !== undefined) process.env['LIAISON_TEST_SEED'] = seed;
process.argv.splice(2, process.argv.length, 'test/claims/claim-04-worlds');
await import('../../deploy/local/test.mjs');
