import { INTERESTS_MAX, SELECTED_SERVICES_MAX, type SelectionFact } from '@liaison/domain';
import { type ObjectSchema, flag, list, object } from '../../schema/schema.js';
import { id, terminalId } from '../../schema/words.js';
import { factBytesMax } from '../bytes.js';
import type { FactType, Split } from '../fact-type.js';
import { openType } from '../open-type.js';
import { eventType } from '../registry/declaration.js';

const head = object(
  {
    services: list(object({ service: id, open: flag, active: flag }), SELECTED_SERVICES_MAX),
    interests: list(object({ service: id, type: eventType }), INTERESTS_MAX),
  },
  { callTerminal: terminalId },
);

type Of<N> = Extract<SelectionFact, { type: N }>;

/** A type of selection fact: it lies open, with the head. */
export function selectionFact<N extends SelectionFact['type'], O, S>(
  definition: { readonly type: `selection.${string}`; readonly fact: N } & Split<Of<N>, O, S>,
): FactType {
  const { type, fact, open } = definition;
  const kind = { kind: 'selection', head, bytesMax: factBytesMax.selection };
  return { ...openType({ type, fact, open: stored(open) }, kind), open };
}

const rename = (name: string): string => (name === 'eventType' ? 'type' : name);

/** An event's type is stored as `type`, which in the domain is the name of the fact. */
function stored(open: ObjectSchema): ObjectSchema {
  const properties = Object.entries(open.properties).map(([name, of]) => [rename(name), of]);
  return {
    ...open,
    properties: Object.fromEntries(properties) as ObjectSchema['properties'],
    required: open.required.map(rename),
  };
}
