import type { Counter, Meter } from '@liaison/contracts';
import type { Parts } from './parts.js';

/** Counters of what is told to terminals. */
export interface ScreenCounters {
  /** Frames handed to terminals because something changed. */
  readonly pushes: Counter;
  /** Users read again because something may have been missed. */
  readonly resyncs: Counter;
}

export function countersOf(meter: Meter): ScreenCounters {
  return {
    pushes: meter.counter(
      'liaison_pushes_total',
      'Connectability frames told to terminals because something changed',
    ),
    resyncs: meter.counter(
      'liaison_resyncs_total',
      'Reads of a user again: after a gap, a lost bus, or in the slow sweep',
      ['cause'],
    ),
  };
}

/** Records of what was told that could not be stored. */
export function lostRecordsOf(meter: Meter): Counter {
  return meter.counter(
    'liaison_shown_lost_total',
    'Records of what viewers were told that could not be stored',
  );
}

/** Gauges that are read when scraped. */
export function observe(meter: Meter, parts: Parts): void {
  const { connections, departures, viewers } = parts;
  meter.observe(
    'liaison_connections',
    'Connected terminals of this gateway',
    () => connections.connected,
  );
  meter.observe(
    'liaison_sockets',
    'Connections of this gateway, connected as a terminal or not yet',
    () => connections.size,
  );
  meter.observe(
    'liaison_departures_waiting',
    'Ended connections that the access monitor has not recorded yet',
    () => departures.size,
  );
  meter.observe(
    'liaison_watched_users',
    'Users whose connectability is followed here',
    () => viewers.watched,
  );
}
