import type { Box } from '@liaison/runtime';
import { AvailabilityModule } from './availability.module.js';

/** What `main.ts` and the dev host run. */
export const box: Box = { name: 'availability', module: AvailabilityModule };
