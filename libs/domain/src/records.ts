/** The record's own member: ids such as `constructor` are legal, and inherited members are nobody's. */
export function own<T>(record: Readonly<Record<string, T>>, id: string): T | undefined {
  return Object.hasOwn(record, id) ? record[id] : undefined;
}
