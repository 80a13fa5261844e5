import type { Terminal, TerminalEvents } from '@liaison/terminal-sdk';
import { until } from '../harness/await.js';

const NAMES = ['line', 'snapshot', 'connectability', 'self', 'notification', 'closing'] as const;
type Name = (typeof NAMES)[number];

/** Everything a terminal of the SDK has told, in order. */
export class Told {
  private readonly all: { readonly name: Name; readonly value: unknown }[] = [];

  constructor(readonly terminal: Terminal) {
    for (const name of NAMES) terminal.on(name, (value) => void this.all.push({ name, value }));
  }

  /** What was told under a name. */
  of<N extends Name>(name: N): TerminalEvents[N][] {
    return this.all.filter((one) => one.name === name).map(({ value }) => value) as never;
  }

  /** The states its line has been in. */
  line(): string[] {
    return this.of('line').map(({ state }) => state);
  }

  /** Waits until something like this has been told. */
  async until<N extends Name>(name: N, like: (value: TerminalEvents[N]) => boolean): Promise<void> {
    await until(`${name} is told`, () => this.of(name).some(like));
  }
}
