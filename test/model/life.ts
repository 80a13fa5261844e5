/** What the generator remembers of a user's profiles. */
export interface LivedProfile {
  active: string | undefined;
  manual: { mode: string; until: string } | undefined;
  versions: Map<string, { version: number; modes: string[] }>;
  revision: number;
}

/** What the generator remembers of a user, so that its facts are lawful. */
export interface Life {
  status: 'absent' | 'registered' | 'suspended' | 'erased';
  enrolled: Set<string>;
  ever: Set<string>;
  connections: Map<string, string>;
  profile: LivedProfile;
  granted: Map<string, string | undefined>;
  blocked: Set<string>;
}

export function newLife(): Life {
  return {
    status: 'absent',
    enrolled: new Set(),
    ever: new Set(),
    connections: new Map(),
    profile: { active: undefined, manual: undefined, versions: new Map(), revision: 0 },
    granted: new Map(),
    blocked: new Set(),
  };
}
