import type { Box } from '@liaison/runtime';
import { AccessMonitorModule } from './access-monitor.module.js';

/** What `main.ts` and the dev host run. */
export const box: Box = { name: 'access-monitor', module: AccessMonitorModule };
