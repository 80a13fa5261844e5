import { hasTerminal, notActing } from '../account/decide.js';
import type { Account } from '../account/state.js';
import { INTERESTS_MAX, SELECTED_SERVICES_MAX } from '../limits.js';
import { notRegistered } from '../registry/decide.js';
import type { ServiceId } from '../registry/declaration.js';
import type { Registry } from '../registry/state.js';
import type { Decision, DomainRefusal, TerminalId } from '../words.js';
import type { SelectionFact } from './facts.js';
import { isOpenTo } from './open.js';
import type { SelectedService, Selection } from './state.js';

type Decided = Decision<SelectionFact>;

/** The user's account and the service: checked, never guarded. */
export interface SelectionContext {
  readonly account: Account;
  readonly registry: Registry;
}

interface OfService {
  readonly service: ServiceId;
}
interface OfEvent extends OfService {
  readonly eventType: string;
}

/** `terminal` absent: an incoming call rings nowhere in particular. */
export function selectCallTerminal(
  selection: Selection,
  command: { readonly terminal?: TerminalId },
  account: Account,
): Decided {
  const refused = notActing(account);
  if (refused) return { refused };
  const { terminal } = command;
  if (terminal === selection.callTerminal) return { unchanged: true };
  if (terminal === undefined) return { fact: { type: 'CallTerminalSelected' } };
  if (!hasTerminal(account, terminal)) return { refused: 'unknown-terminal', field: '/terminal' };
  return { fact: { type: 'CallTerminalSelected', terminal } };
}

export function activateService(
  selection: Selection,
  command: OfService,
  context: SelectionContext,
): Decided {
  const refused = notOpen(selection, command, context);
  if (refused) return refused;
  if (selectedIn(selection, command)?.active === true) return { unchanged: true };
  if (hasNoRoom(selection, command)) return { refused: 'too-many-services' };
  return { fact: { type: 'ServiceActivatedForUser', service: command.service } };
}

export function deactivateService(
  selection: Selection,
  command: OfService,
  context: SelectionContext,
): Decided {
  const refused = notOpen(selection, command, context);
  if (refused) return refused;
  if (selectedIn(selection, command)?.active !== true) return { unchanged: true };
  return { fact: { type: 'ServiceDeactivatedForUser', service: command.service } };
}

/** By an operator. */
export function openToUser(
  selection: Selection,
  command: OfService,
  context: SelectionContext,
): Decided {
  const { account, registry } = context;
  const refused = notLiving(account) ?? notRegistered(registry);
  if (refused) return { refused };
  if (selectedIn(selection, command)?.open === true) return { unchanged: true };
  if (hasNoRoom(selection, command)) return { refused: 'too-many-services' };
  return { fact: { type: 'ServiceOpenedToUser', service: command.service } };
}

/** By an operator, also of a retired service: what the user had of it ends. */
export function closeToUser(selection: Selection, command: OfService, account: Account): Decided {
  const refused = notLiving(account);
  if (refused) return { refused };
  if (selectedIn(selection, command) === undefined) return { unchanged: true };
  return { fact: { type: 'ServiceClosedToUser', service: command.service } };
}

/** Wants an event of a service: it must declare it. */
export function subscribe(
  selection: Selection,
  command: OfEvent,
  context: SelectionContext,
): Decided {
  const refused = notOpen(selection, command, context);
  if (refused) return refused;
  if (isWanted(selection, command)) return { unchanged: true };
  if (!isEmitted(context.registry, command)) return unknownEvent;
  if (selection.interests.length >= INTERESTS_MAX) return { refused: 'too-many-interests' };
  const { service, eventType } = command;
  return { fact: { type: 'EventInterestSelected', service, eventType } };
}

export function unsubscribe(
  selection: Selection,
  command: OfEvent,
  context: SelectionContext,
): Decided {
  const refused = notOpen(selection, command, context);
  if (refused) return refused;
  const { service, eventType } = command;
  if (isWanted(selection, command)) {
    return { fact: { type: 'EventInterestDropped', service, eventType } };
  }
  return isEmitted(context.registry, command) ? { unchanged: true } : unknownEvent;
}

const unknownEvent = { refused: 'unknown-event', field: '/type' } as const;

/** A service that is not open to the user answers as one that does not exist. */
function notOpen(
  selection: Selection,
  { service }: OfService,
  { account, registry }: SelectionContext,
): Extract<Decided, { refused: DomainRefusal }> | undefined {
  const refused = notActing(account);
  if (refused) return { refused };
  if (isOpenTo(selection, service, registry)) return undefined;
  return { refused: 'unknown-service', field: '/service' };
}

/** A suspended user's services can still be opened and closed. */
function notLiving(account: Account): DomainRefusal | undefined {
  const refused = notActing(account);
  return refused === 'suspended' ? undefined : refused;
}

function selectedIn(selection: Selection, { service }: OfService): SelectedService | undefined {
  return selection.services.find((one) => one.service === service);
}

/** Room for a service that is not among the user's yet. */
function hasNoRoom(selection: Selection, command: OfService): boolean {
  return (
    selection.services.length >= SELECTED_SERVICES_MAX &&
    selectedIn(selection, command) === undefined
  );
}

function isWanted(selection: Selection, { service, eventType }: OfEvent): boolean {
  return selection.interests.some((one) => one.service === service && one.type === eventType);
}

function isEmitted(registry: Registry, { eventType }: OfEvent): boolean {
  return registry.declaration?.emits.some(({ type }) => type === eventType) === true;
}
