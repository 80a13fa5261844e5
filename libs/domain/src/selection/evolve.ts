import type { ServiceId } from '../registry/declaration.js';
import type { Stamp } from '../words.js';
import type { SelectionFact } from './facts.js';
import type { SelectedService, Selection } from './state.js';

/** The user's selections after one more fact. */
export function evolveSelection(
  selection: Selection,
  fact: SelectionFact,
  _stamp: Stamp,
): Selection {
  switch (fact.type) {
    case 'CallTerminalSelected': {
      const { callTerminal: _, ...rest } = selection;
      return fact.terminal === undefined ? rest : { ...rest, callTerminal: fact.terminal };
    }
    case 'ServiceActivatedForUser':
      return { ...selection, services: changed(selection, fact.service, { active: true }) };
    case 'ServiceDeactivatedForUser':
      return { ...selection, services: changed(selection, fact.service, { active: false }) };
    case 'ServiceOpenedToUser':
      return { ...selection, services: changed(selection, fact.service, { open: true }) };
    case 'ServiceClosedToUser':
      return {
        ...selection,
        services: changed(selection, fact.service, { open: false, active: false }),
      };
    case 'EventInterestSelected': {
      const wanted = { service: fact.service, type: fact.eventType };
      return { ...selection, interests: [...others(selection, fact), wanted].sort(byEvent) };
    }
    case 'EventInterestDropped':
      return { ...selection, interests: others(selection, fact) };
  }
}

function changed(
  selection: Selection,
  service: ServiceId,
  change: Partial<Omit<SelectedService, 'service'>>,
): readonly SelectedService[] {
  const before = selection.services.find((one) => one.service === service);
  const after = { service, open: false, active: false, ...before, ...change };
  const rest = selection.services.filter((one) => one.service !== service);
  if (!after.open && !after.active) return rest;
  return [...rest, after].sort((a, b) => (a.service < b.service ? -1 : 1));
}

type Interest = Selection['interests'][number];

function others(
  selection: Selection,
  fact: { readonly service: ServiceId; readonly eventType: string },
): readonly Interest[] {
  return selection.interests.filter(
    ({ service, type }) => service !== fact.service || type !== fact.eventType,
  );
}

function byEvent(a: Interest, b: Interest): number {
  if (a.service !== b.service) return a.service < b.service ? -1 : 1;
  return a.type < b.type ? -1 : 1;
}
