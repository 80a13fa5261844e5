import type { Schema } from '@liaison/contracts';

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly oneOf?: readonly Shape[];
}

/** The same JSON with every object's members in the order in which its schema has them. */
export function inOrderOf(schema: Schema, value: unknown): unknown {
  return ordered(schema as Shape, value);
}

function ordered(shape: Shape, value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => (shape.items === undefined ? item : ordered(shape.items, item)));
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = membersOf(shape);
  const names = Object.keys(members);
  const entries = Object.entries(value)
    .toSorted(([a], [b]) => place(names, a) - place(names, b))
    .map(([name, member]) => [name, ordered(members[name] ?? {}, member)]);
  return Object.fromEntries(entries);
}

function membersOf({ properties, oneOf = [] }: Shape): Readonly<Record<string, Shape>> {
  return { ...properties, ...Object.assign({}, ...oneOf.map(membersOf)) };
}

/** What the schema does not name comes last, as it came. */
function place(names: readonly string[], name: string): number {
  const at = names.indexOf(name);
  return at < 0 ? names.length : at;
}
