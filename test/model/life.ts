export interface Boundary {
  readonly at: string;
  readonly covering: readonly string[];
  readonly manualEnded?: true;
}

/** What the generator remembers of a user's profiles. */
export interface LivedProfile {
  active: string | undefined;
  manual: { mode: string; until: string } | undefined;
  /** Boundaries that are due and that the next fact will settle, oldest first. */
  due: Boundary[];
  versions: Map<string, { version: number; modes: string[] }>;
  revision: number;
}

/** What the generator remembers of a user, so that its facts are lawful. */
export interface Life {
  status: 'absent' | 'registered' | 'suspended' | 'erased' | 'erasure-completed';
  credentials: Set<string>;
  enrolled: Set<string>;
  ever: Set<string>;
  connections: Map<string, string>;
  profile: LivedProfile;
  asked: Set<string>;
  granted: Map<string, string | undefined>;
  blocked: Set<string>;
}

export function newLife(): Life {
  return {
    status: 'absent',
    credentials: new Set(),
    enrolled: new Set(),
    ever: new Set(),
    connections: new Map(),
    profile: { active: undefined, manual: undefined, due: [], versions: new Map(), revision: 0 },
    asked: new Set(),
    granted: new Map(),
    blocked: new Set(),
  };
}
