/** The command of a fact that what lies at this place, or up to it, has expired. */
export const expiryCommand = (place: number): string => `expire:${place}`;

/** The place that such a command names, for whoever takes away what its writer did not get to; 0: none. */
export const placeOfExpiry = (command: string): number =>
  Number(/^expire:(\d+)$/.exec(command)?.[1] ?? 0);
