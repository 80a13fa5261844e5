import type { Box } from '@liaison/runtime';
import { NotificationModule } from './notification.module.js';

/** What `main.ts` and the dev host run. */
export const box: Box = { name: 'notification', module: NotificationModule };
