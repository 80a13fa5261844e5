import Sequencer from '@jest/test-sequencer';

/** Minutes each, and short files: by size alone they would come last, with nothing left beside them. */
const LONGEST = ['model/living', 'claims/claim-04-worlds', 'claims/claim-03-owners'];

const isLong = ({ path }) => LONGEST.some((name) => path.endsWith(`/test/${name}.spec.ts`));

/** Jest's own order, but for the longest first. */
export default class LongestFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}
