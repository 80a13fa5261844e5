import type { ServiceId } from '../registry/declaration.js';
import type { Registry } from '../registry/state.js';
import type { Selection } from './state.js';

/** Is this service open to this user? One that is not answers as an unknown one. */
export function isOpenTo(selection: Selection, service: ServiceId, registry: Registry): boolean {
  if (registry.status !== 'registered') return false;
  if (registry.open === 'everyone') return true;
  return selection.services.some((one) => one.service === service && one.open);
}

/** Has this user activated the service, and is it still open to them? */
export function isActivated(selection: Selection, service: ServiceId, registry: Registry): boolean {
  if (!isOpenTo(selection, service, registry)) return false;
  return selection.services.some((one) => one.service === service && one.active);
}
