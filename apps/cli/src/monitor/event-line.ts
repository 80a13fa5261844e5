import pc from 'picocolors';
import type { MonitorEvent, ServiceEventSeen } from './monitor-event.js';

/** One line of a running view, for people: time, what happened, to whom. */
export function eventLine(event: MonitorEvent): string {
  const at = pc.dim(event.at.slice(11, 23));
  if (event.event === 'fact') {
    const why = event.cause === undefined ? '' : ` (${event.cause})`;
    const by = pc.dim(`by ${event.actor}`);
    return `${at} ${pc.cyan(event.type.padEnd(26))} ${event.subject}${why}  ${by}`;
  }
  if (event.event === 'service-event') return `${at} ${serviceEventText(event)}`;
  const told = `${event.viewer} is told: ${event.user} is ${coloured(event.state)}`;
  return `${at} ${pc.magenta('connectability'.padEnd(26))} ${told}`;
}

/** `event  calendar meeting-started about alice → telephony  chain alice:1…`. */
function serviceEventText(event: ServiceEventSeen): string {
  const { service, type, user, outcome, notified, correlation, after } = event;
  const about = user === undefined ? '' : ` about ${user}`;
  const to = notified.length > 0 ? pc.green(notified.join(', ')) : pc.dim(outcome);
  const before = after.length === 0 ? '' : ` after ${after.join(', ')}`;
  const chain = correlation === undefined ? '' : pc.dim(`  chain ${correlation}${before}`);
  return `${pc.yellow('event'.padEnd(26))} ${service} ${type}${about} → ${to}${chain}`;
}

/** A state in its colour. */
export function coloured(state: string): string {
  if (state === 'connectable') return pc.green(state);
  if (state === 'not-connectable') return pc.red(state);
  if (state === 'in-transfer') return pc.yellow(state);
  return pc.dim(state);
}
