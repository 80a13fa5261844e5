import type { LoadTerminal } from '../../harness/load-terminal.js';
import type { OwnTerminal } from './people.js';

type Params = Readonly<Record<string, unknown>>;

/** One of a user's terminals and what its present connection was told. */
export class Seat {
  line: LoadTerminal | undefined;
  connection = '';
  /** It is to be connected: it comes back whenever its line is lost. */
  wanted = false;
  self: Params = {};
  /** Who was told to await a decision: by the snapshot, and since. */
  pending = new Set<string>();
  /** Ids of the events handed over, in order, with their senders. */
  handed: { readonly sender: string; readonly event: string; readonly item: string }[] = [];

  constructor(readonly own: OwnTerminal) {}

  get isOpen(): boolean {
    return this.line?.isOpen === true;
  }

  /** From now on it has this line, and has been told nothing through it. */
  take(line: LoadTerminal): void {
    this.line?.cut();
    this.line = line;
    this.self = {};
    this.pending = new Set();
    this.handed = [];
    line.heard = (method, params) => this.hear(method, params);
  }

  private hear(method: string, params: Params): void {
    if (method === 'snapshot') {
      this.self = params['self'] as Params;
      this.pending = new Set(params['pending'] as string[]);
    } else if (method === 'self') {
      this.self = params;
    } else if (method === 'authorisation.asked') {
      this.pending.add(String(params['user']));
    } else if (method === 'notification') {
      const event = params['event'] as { readonly id: string; readonly service: string };
      this.handed.push({ sender: event.service, event: event.id, item: String(params['id']) });
    }
  }
}
