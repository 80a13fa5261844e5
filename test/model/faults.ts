/** One line of the domain, broken on purpose; `find` occurs once in its file. */
export interface PlantedFault {
  readonly why: string;
  /** Below the domain's sources. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Mistakes somebody could make; the reference model must find each. */
export const FAULTS: readonly PlantedFault[] = [
  {
    why: 'who is named in `except` is covered',
    file: 'connectability/walk.ts',
    find: "audience.except.includes(viewer) ? 'stops' : 'covers'",
    replace: "audience.except.includes(viewer) ? 'covers' : 'covers'",
  },
  {
    why: 'who is not named in `only` walks on without `others: "next"`',
    file: 'connectability/walk.ts',
    find: "return audience.others === 'next' ? 'next' : 'stops';",
    replace: "return 'next';",
  },
  {
    why: 'the default mode is asked before the rules',
    file: 'connectability/walk.ts',
    find: 'for (const mode of covering) add(',
    replace:
      "add(steps, document, document.defaultMode, 'default');\n  for (const mode of covering) add(",
  },
  {
    why: 'a terminal that is not enrolled counts as connected',
    file: 'connectability/case.ts',
    find: '(enrolled) => own(facts.terminals, enrolled.terminal)?.connected,',
    replace: '() => Object.values(facts.terminals).some((terminal) => terminal.connected),',
  },
  {
    why: 'a suspended user is as good as a registered one',
    file: 'connectability/case.ts',
    find: "    case 'registered':\n    case 'suspended':\n      return facts.account.status;",
    replace: "    case 'registered':\n    case 'suspended':\n      return 'registered';",
  },
  {
    why: 'a grant outlives its end',
    file: 'consent/evolve.ts',
    find: "    case 'AuthorisationWithdrawn':\n    case 'AuthorisationExpired':\n      return without(consent, 'grant');",
    replace:
      "    case 'AuthorisationExpired':\n      return { ...consent, grant: { at } };\n    case 'AuthorisationWithdrawn':\n      return without(consent, 'grant');",
  },
  {
    why: 'a denial leaves the grant in force',
    file: 'consent/evolve.ts',
    find: "without(consent, 'ask', 'grant'), denied",
    replace: "without(consent, 'ask'), denied",
  },
  {
    why: 'a grant lifts a block',
    file: 'consent/evolve.ts',
    find: "without(consent, 'ask', 'denied'), grant: granted(fact, at)",
    replace: "without(consent, 'ask', 'denied', 'blocked'), grant: granted(fact, at)",
  },
  {
    why: 'a profile switch keeps the manual mode of the old profile',
    file: 'profile/evolve.ts',
    find: 'manual: mode === undefined ? undefined : { mode, until },',
    replace: 'manual: mode === undefined ? parts.manual : { mode, until },',
  },
  {
    why: 'a mode that says `unknown` makes its audience askable',
    file: 'connectability/reach.ts',
    find: ".filter((mode) => mode.availability.state !== 'unknown')",
    replace: '.filter((mode) => mode.order > 0)',
  },
  {
    why: 'a manual mode outlives its end where a later fact settles that',
    file: 'profile/evolve.ts',
    find: 'fact.passed.some((boundary) => boundary.manualEnded) ? undefined : head.manual',
    replace: 'head.manual',
  },
  {
    why: 'a retracted request goes on awaiting the owner',
    file: 'consent/evolve.ts',
    find: "    case 'AuthorisationRetracted':\n      return without(consent, 'ask');",
    replace: "    case 'AuthorisationRetracted':\n      return consent;",
  },
  {
    why: 'a credential lives beside the one that replaced it',
    file: 'account/evolve.ts',
    find: ' && held.credential !== fact.replaces',
    replace: '',
  },
  {
    why: 'a revoked credential is kept',
    file: 'account/evolve.ts',
    find: '(held) => held.credential !== credential)',
    replace: '() => true)',
  },
  {
    why: 'who was erased is back once the erasure is complete',
    file: 'account/evolve.ts',
    find: "return { status: 'erasure-completed', terminals: [], credentials: [] };",
    replace: "return { ...account, status: 'registered' };",
  },
];
