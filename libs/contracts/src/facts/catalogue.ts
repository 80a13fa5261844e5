import { accountFactTypes } from './account/types.js';
import { consentFactTypes } from './consent/codec.js';
import type { FactType } from './fact-type.js';
import { profileFactTypes } from './profile/codec.js';
import { terminalFactTypes } from './terminal/codec.js';
import { TypeTable } from './type-table.js';

/** Every type of fact there is. */
export const factTypes: readonly FactType[] = [
  ...accountFactTypes,
  ...terminalFactTypes,
  ...profileFactTypes,
  ...consentFactTypes,
];

/** The same, to be looked up. */
export const factTypeTable = new TypeTable(factTypes);
