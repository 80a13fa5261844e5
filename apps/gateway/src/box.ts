import type { Box } from '@liaison/runtime';
import { GatewayModule } from './gateway.module.js';

/** Box 14: what terminals connect to. */
export const box: Box = { name: 'gateway', module: GatewayModule };
