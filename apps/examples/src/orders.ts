import type { Note } from './protocol.js';

/** What a terminal's process is started with. */
export interface TerminalTask {
  readonly url: string;
  readonly user: string;
  readonly login: string;
  readonly password: string;
  readonly label: string;
  readonly kind: 'phone' | 'softphone' | 'browser';
  /** Its id, once it has been enrolled. */
  readonly terminal?: string;
  /** The calendar it follows. */
  readonly ics?: string;
}

/** What the story asks of a terminal: a method of the protocol. */
export interface Order {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What a terminal tells the story. */
export type Report =
  | { readonly report: 'connected'; readonly terminal: string }
  | { readonly report: 'note'; readonly note: Note }
  | { readonly report: 'done'; readonly order: Order; readonly result: Record<string, unknown> }
  | { readonly report: 'refused'; readonly order: Order; readonly code: string }
  | { readonly report: 'calendar'; readonly summary: string; readonly until: string | undefined }
  | { readonly report: 'trouble'; readonly message: string };
