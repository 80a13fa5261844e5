import { accountFactTypes } from './account/types.js';
import { consentFactTypes } from './consent/codec.js';
import { deliveryFactTypes } from './delivery/codec.js';
import type { FactType } from './fact-type.js';
import { inboxFactTypes } from './inbox/codec.js';
import { matchedFactTypes } from './matched/codec.js';
import { profileFactTypes } from './profile/codec.js';
import { registryFactTypes } from './registry/codec.js';
import { selectionFactTypes } from './selection/codec.js';
import { serviceAccountFactTypes } from './service-account/codec.js';
import { terminalFactTypes } from './terminal/codec.js';
import { TypeTable } from './type-table.js';

/** Every type of fact there is. */
export const factTypes: readonly FactType[] = [
  ...accountFactTypes,
  ...terminalFactTypes,
  ...profileFactTypes,
  ...consentFactTypes,
  ...selectionFactTypes,
  ...registryFactTypes,
  ...serviceAccountFactTypes,
  ...matchedFactTypes,
  ...deliveryFactTypes,
  ...inboxFactTypes,
];

/** The same, to be looked up. */
export const factTypeTable = new TypeTable(factTypes);
