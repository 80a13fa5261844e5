import type { Box } from '@liaison/runtime';
import { ServiceRegistryModule } from './service-registry.module.js';

/** What `main.ts` and the dev host run. */
export const box: Box = { name: 'service-registry', module: ServiceRegistryModule };
