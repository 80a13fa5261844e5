import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  type TerminalState,
  evolveTerminal,
  initialTerminal,
  type TerminalFact,
} from '@liaison/domain';
import { canonicalJson } from '../canonical-json.js';
import { flag, object } from '../schema/schema.js';
import { id, network } from '../schema/words.js';
import { encodeFact, parseFact } from './build.js';
import type { AggregateCodec } from './codec.js';
import type { Fact } from './envelope.js';
import { UnknownFactType } from './errors.js';
import { type Downcaster, type FactType, type Upcaster, wholeType } from './fact-type.js';
import { headlessCodec } from './open-codec.js';
import { terminalCodec } from './terminal/codec.js';
import { connected } from './terminal/connected.js';
import { disconnected } from './terminal/disconnected.js';
import { TypeTable } from './type-table.js';

/*
 * What a next version of a fact takes, on a catalogue of this spec's own: `terminal.connected` says
 * from version 2 on whether the way is encrypted. Nobody said so before: it counts as not.
 */

interface Secured {
  readonly secured: boolean;
}
type NextFact = TerminalFact & Partial<Secured>;
type NextState = TerminalState & Partial<Secured>;

const unsecured: Upcaster = ({ data, box }) => ({ data: { ...data, secured: false }, box });
const unsaid: Downcaster = ({ data, box }) => {
  const { secured: _, ...rest } = data;
  return { data: rest, box };
};
const open = object({ connection: id, gateway: id, network, secured: flag }, { replaced: id });
const connectedNext: FactType = {
  ...connected,
  version: 2,
  upcasters: [unsecured],
  downcasters: [unsaid],
  open,
  data: open,
};
const nextTypes = [connectedNext, disconnected];
const nextCodec: AggregateCodec<NextFact, NextState> = headlessCodec(nextTypes, {
  kind: 'terminal',
  initial: initialTerminal,
  evolve: (state, fact, stamp): NextState => {
    const { secured } = fact;
    const after = evolveTerminal(state, fact, stamp);
    return after.connected && secured !== undefined ? { ...after, secured } : after;
  },
});

interface Golden {
  readonly says: TerminalFact;
  readonly head: object;
  readonly stored: string;
}
const golden = (name: string): Golden =>
  JSON.parse(
    readFileSync(new URL(`terminal/golden/${name}.json`, import.meta.url), 'utf8'),
  ) as Golden;
const factIn = ({ stored }: Golden): Fact =>
  parseFact(stored, (JSON.parse(stored) as Fact).subject);

/** The example of version 2, as its golden file would keep it for ever. */
const SAYS = {
  type: 'TerminalConnected',
  connection: 'c-0003',
  gateway: 'gateway-2',
  network: 'http',
  secured: true,
} as const;
const STORED_SHA256 = '22b1fa1587d7f60b9777ce92df72a15354dbccbe72dece46b638f900c92c8c6e';

describe('a fact that gets a next version', () => {
  const older = golden('connected.v1');
  const stored = factIn(older);

  it('is read as today’s where it is an old one: what it said, and what nobody said then', () => {
    const { fact, head } = nextCodec.decode(stored.type, stored.data, undefined);
    expect(fact).toEqual({ ...older.says, secured: false });
    expect(head).toEqual({ ...older.head, secured: false });
  });

  it('is upcast purely: the old body stays as it was, and the bytes in the log with it', () => {
    const before = canonicalJson(stored.data);
    nextCodec.decode(stored.type, stored.data, undefined);
    expect(canonicalJson(stored.data)).toBe(before);
    expect(encodeFact(stored)).toBe(older.stored);
  });

  it('is written as version 2, by whoever writes it from then on, and is read back', () => {
    const { type, data } = nextCodec.encode(SAYS, initialTerminal);
    const whole = wholeType(type, new TypeTable(nextTypes).of(SAYS.type).version);
    expect(whole).toBe('liaison.terminal.connected.v2');
    const written = encodeFact({ ...stored, type: whole, data });
    expect(createHash('sha256').update(written).digest('hex')).toBe(STORED_SHA256);
    expect(nextCodec.decode(whole, data, undefined).fact).toEqual(SAYS);
  });

  it('leaves the other types of its aggregate as they were', () => {
    const other = factIn(golden('disconnected.v1'));
    const { type, data } = other;
    expect(nextCodec.decode(type, data, undefined)).toEqual(
      terminalCodec.decode(type, data, undefined),
    );
  });

  it('stops whoever does not know that version yet, and never is half read', () => {
    const { data } = nextCodec.encode(SAYS, initialTerminal);
    const read = (): unknown =>
      terminalCodec.decode('liaison.terminal.connected.v2', data, undefined);
    expect(read).toThrow(UnknownFactType);
    expect(read).toThrow(/deploy its reader first/);
  });
});
