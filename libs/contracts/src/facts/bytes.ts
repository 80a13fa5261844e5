const KIB = 1024;

/**
 * Largest body of a fact, in bytes. An account's head with all its terminals, labels and
 * credentials at their limits does not fit into less.
 */
export const factBytesMax = {
  account: 8 * KIB,
  terminal: 1 * KIB,
  profile: 64 * KIB,
  profileUploaded: 96 * KIB,
  consent: 1 * KIB,
  selection: 48 * KIB,
  registry: 48 * KIB,
  serviceAccount: 4 * KIB,
  matched: 64 * KIB,
  delivery: 2 * KIB,
  inbox: 32 * KIB,
} as const;
