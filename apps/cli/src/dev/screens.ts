import pc from 'picocolors';
import { eventLine } from '../monitor/event-line.js';
import type { MonitorEvent } from '../monitor/monitor-event.js';
import type { Monitor } from '../monitor/monitor.js';
import { printJson } from '../output.js';
import { liveText } from './live-text.js';

/** Where a running system is, for who starts it. */
export interface Whereabouts {
  readonly terminals: string;
  /** The page to try it, and who may log in there: one of the example's users. */
  readonly page: string;
  readonly visitor?: { readonly login: string; readonly password: string };
  readonly natsUrl: string;
  readonly sync: 'default' | 'always';
  readonly data: string;
}

/** How a development server shows itself. */
export interface Screen {
  ready(where: Whereabouts): void;
  event(event: MonitorEvent): void;
  /** A line of the example's story. */
  story(line: string): void;
  /** A log line worth showing. */
  log(line: string): void;
  follow(monitor: Monitor): void;
  /** Nothing more comes but `stopped`: shows what it has not shown yet. */
  end(): void;
  /** All of it has ended in order; its data stays in that folder. */
  stopped(data: string): void;
}

/** One JSON document a line on standard output, for machines; logs go to standard error. */
export function jsonScreen(): Screen {
  return {
    // What machines read they also keep: no password.
    ready: ({ terminals, page, natsUrl, sync, data }) =>
      printJson({ event: 'ready', terminals, page, natsUrl, sync, data }),
    event: printJson,
    story: (line) => printJson(line.startsWith('{') ? JSON.parse(line) : { event: 'story', line }),
    log: (line) => process.stderr.write(`${line}\n`),
    follow: () => undefined,
    end: () => undefined,
    stopped: (data) => process.stderr.write(`${stoppedText(data)}\n`),
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Plain lines, where standard output is no terminal. */
export function linesScreen(): Screen {
  return {
    ready: (where) => say(whereText(where)),
    event: (event) => say(eventLine(event)),
    story: (line) => say(storyText(line)),
    log: (line) => process.stderr.write(`${line}\n`),
    follow: () => undefined,
    end: () => undefined,
    stopped: (data) => say(stoppedText(data)),
  };
}

const REDRAW_MS = 250;
const LINES_KEPT = 200;
/** Leaves room for the table above and the help below. */
const LINES_OTHER = 24;

/** A view that is drawn again as things change: who is told what, and the last events. */
export function liveScreen(): Screen {
  const lines: string[] = [];
  let head = '';
  let monitor: Monitor | undefined;
  let dirty = false;
  const add = (line: string): void => {
    lines.push(line);
    if (lines.length > LINES_KEPT) lines.shift();
    dirty = true;
  };
  const draw = (): void => {
    if (!dirty) return;
    dirty = false;
    const shown = Math.max(5, (process.stdout.rows ?? 40) - LINES_OTHER);
    const table = monitor === undefined ? '' : liveText(monitor);
    const text = [head, '', table, '', ...lines.slice(-shown), '', helpText()].join('\n');
    process.stdout.write(`\u001b[2J\u001b[H${text}\n`);
  };
  const timer = setInterval(draw, REDRAW_MS);
  return {
    ready: (where) => {
      head = whereText(where);
      dirty = true;
    },
    event: (event) => add(eventLine(event)),
    story: (line) => add(storyText(line)),
    log: (line) => add(pc.yellow(line.slice(0, 160))),
    follow: (followed) => {
      monitor = followed;
      dirty = true;
    },
    end: () => {
      draw();
      clearInterval(timer);
    },
    stopped: (data) => say(stoppedText(data)),
  };
}

function whereText(where: Whereabouts): string {
  const durability =
    where.sync === 'always'
      ? 'every acknowledged fact survives a power cut (--sync always)'
      : 'a power cut may lose up to two minutes (development default; --sync always ends that)';
  return [
    `${pc.bold('Liaison')} is running. Terminals: ${pc.bold(where.terminals)}, services: ${pc.bold(where.natsUrl)}`,
    `Page to try it: ${pc.bold(where.page)}${visitorText(where)}`,
    `Log in ${where.data}; ${durability}. Ctrl-C stops it, the next start goes on from the log.`,
  ].join('\n');
}

function visitorText({ visitor }: Whereabouts): string {
  return visitor === undefined ? '' : `, log in as ${visitor.login} with ${visitor.password}`;
}

function stoppedText(data: string): string {
  return `stopped: nothing is left running; data stays in ${data}`;
}

function helpText(): string {
  return pc.dim(
    'In another shell: npx liaison who bob · npx liaison event log · npx liaison watch alice · npx liaison --help',
  );
}

function storyText(line: string): string {
  if (!line.startsWith('{')) return line;
  const said = JSON.parse(line) as { readonly who?: string; readonly does?: string };
  return `${pc.dim('story'.padEnd(12))} ${pc.bold(said.who ?? '')} ${said.does ?? line}`;
}
