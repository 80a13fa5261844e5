import type { ConnectedTerminal } from './people.js';

/**
 * What a terminal received from this frame on, as bytes: its own id, its requests' ids and all
 * instants left out, in which two terminals differ that are told the same.
 */
export function bytesSince(viewer: ConnectedTerminal, from: number): string {
  return viewer.terminal.frames
    .slice(from)
    .map((frame) =>
      frame
        .replaceAll(viewer.id, 'TERMINAL')
        .replace(/"id":\d+/, '"id":0')
        .replace(/"retryAfterMs":\d+/, '"retryAfterMs":0')
        .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'INSTANT'),
    )
    .join('\n');
}
