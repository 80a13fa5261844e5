import type { Declaration } from './declaration.js';
import { initialRegistry, type Registry } from './state.js';

/* What specs of services start from. */

/** The least a service can declare. */
export const least: Declaration = {
  emits: [],
  wants: [],
  delivery: 'push',
  calls: [],
  authentication: 'none',
};

/** A registered service, listed, with nothing declared. */
export function aService(parts: Partial<Registry> = {}): Registry {
  return { ...initialRegistry, status: 'registered', ...parts };
}

export const absentService = initialRegistry;
export const retiredService: Registry = { ...initialRegistry, status: 'retired' };
