import * as contracts from '@liaison/contracts';
import { expect, it } from '@jest/globals';
import { PREVIEW_DAYS_MAX } from './days.js';

it('a preview tells of as many days as the protocol says', () => {
  expect(PREVIEW_DAYS_MAX).toBe(contracts.PREVIEW_DAYS_MAX);
});
