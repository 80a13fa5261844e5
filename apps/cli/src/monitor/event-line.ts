import pc from 'picocolors';
import type { MonitorEvent } from './monitor.js';

/** One line of a running view, for people: time, what happened, to whom. */
export function eventLine(event: MonitorEvent): string {
  const at = pc.dim(event.at.slice(11, 23));
  if (event.event === 'fact') {
    const why = event.cause === undefined ? '' : ` (${event.cause})`;
    const by = pc.dim(`by ${event.actor}`);
    return `${at} ${pc.cyan(event.type.padEnd(26))} ${event.subject}${why}  ${by}`;
  }
  const told = `${event.viewer} is told: ${event.user} is ${coloured(event.state)}`;
  return `${at} ${pc.magenta('connectability'.padEnd(26))} ${told}`;
}

/** A state in its colour. */
export function coloured(state: string): string {
  if (state === 'connectable') return pc.green(state);
  if (state === 'not-connectable') return pc.red(state);
  if (state === 'in-transfer') return pc.yellow(state);
  return pc.dim(state);
}
