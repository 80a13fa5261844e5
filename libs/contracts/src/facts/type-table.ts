import { BadFact, UnknownFactType } from './errors.js';
import { type FactBody, type FactType, type Upcaster, wholeType } from './fact-type.js';

interface Known {
  readonly type: FactType;
  /** From this version to today's. */
  readonly upcasters: readonly Upcaster[];
}

/** Types by what the envelope calls them, older versions included. */
export class TypeTable {
  private readonly known = new Map<string, Known>();
  private readonly current = new Map<string, FactType>();

  constructor(types: readonly FactType[]) {
    for (const type of types) this.add(type);
  }

  /** The type as written today, of `account.registered` or `UserRegistered`. */
  of(name: string): FactType {
    const type = this.current.get(name);
    if (type === undefined) throw new UnknownFactType(name);
    return type;
  }

  /** The type as written today, of a type as the envelope calls it, older versions included. */
  ofWhole(whole: string): FactType {
    return this.knownAs(whole).type;
  }

  /** The body as of today's version, of a type as the envelope calls it. */
  read(whole: string, body: FactBody): { readonly type: FactType; readonly body: FactBody } {
    const known = this.knownAs(whole);
    if (known.upcasters.length === 0) return { type: known.type, body };
    return { type: known.type, body: known.upcasters.reduce((older, up) => up(older), body) };
  }

  /** A body of today's version as of an older one, of `account.registered`. */
  older(name: string, version: number, body: FactBody): FactBody {
    const { downcasters = [] } = this.of(name);
    return downcasters.slice(version - 1).reduceRight((newer, down) => down(newer), body);
  }

  private knownAs(whole: string): Known {
    const known = this.known.get(whole);
    if (known === undefined) throw new UnknownFactType(whole);
    return known;
  }

  private add(type: FactType): void {
    if (type.upcasters.length !== type.version - 1) {
      throw new BadFact(
        `${type.type}: version ${type.version} needs ${type.version - 1} upcasters`,
      );
    }
    if ((type.downcasters ?? []).length !== type.version - 1) {
      throw new BadFact(
        `${type.type}: version ${type.version} needs ${type.version - 1} downcasters`,
      );
    }
    for (const name of [type.type, type.fact]) {
      if (this.current.has(name)) throw new BadFact(`${name}: listed twice`);
      this.current.set(name, type);
    }
    for (let version = 1; version <= type.version; version++) {
      const upcasters = type.upcasters.slice(version - 1);
      this.known.set(wholeType(type.type, version), { type, upcasters });
    }
  }
}
