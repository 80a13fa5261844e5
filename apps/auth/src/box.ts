import type { Box } from '@liaison/runtime';
import { AuthModule } from './auth.module.js';

/** What `main.ts` and the dev host run. */
export const box: Box = { name: 'auth', module: AuthModule };
