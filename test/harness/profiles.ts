import { modeOf, profileOf } from './people.js';
import type { Terminal } from './terminal.js';

const MINUTE_MS = 60_000;

type Document = Record<string, unknown>;

/**
 * Uploads a new profile and makes it the active one; answers when the terminal shows its contacts: what
 * they change before comes in its snapshot, and by no change.
 */
export async function useProfile(terminal: Terminal, profile: Document): Promise<void> {
  await terminal.call('profile.upload', { profile });
  await terminal.call('profile.activate', { profile: profile['profile'] });
  await terminal.lists(profile['contacts'] as readonly string[]);
}

/** Uploads a profile over the version that is stored now; answers the new version. */
export async function replaceProfile(terminal: Terminal, profile: Document): Promise<number> {
  const stored = await terminal.call<{ version: number }>('profile.get', {
    profile: profile['profile'],
  });
  const { version } = await terminal.call<{ version: number }>('profile.upload', {
    profile,
    expectedVersion: stored.version,
  });
  return version;
}

/** A profile in which `office` holds by its rule, and the instant, minutes from now, it ends at. */
export function inPeriod(others: readonly Document[]): {
  readonly ends: string;
  readonly profile: Document;
} {
  const minuteMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const inMinutes = (count: number): string => new Date(minuteMs + count * MINUTE_MS).toISOString();
  const rules = [{ start: inMinutes(-10).slice(0, 16), end: inMinutes(10).slice(0, 16) }];
  const modes = [modeOf('office', 1, { rules }), ...others];
  const defaultMode = others[0]?.['mode'];
  return { ends: inMinutes(10), profile: profileOf({ zone: 'UTC', modes, defaultMode }) };
}

/**
 * Waits for an answer to a question that changes nothing: whatever the gateway had told this terminal
 * when it answered has arrived. Over HTTP answers come by another line than the rest: what was told
 * before the first has arrived before the second.
 */
export async function caughtUp(...terminals: readonly Terminal[]): Promise<void> {
  await Promise.all(terminals.map(answered));
}

async function answered(terminal: Terminal): Promise<void> {
  await terminal.call('terminal.list');
  if (terminal.line.url.startsWith('http')) await terminal.call('terminal.list');
}

/** Waits until the terminal has been told that its own user's mode (or none) is active. */
export function toldOwnMode(terminal: Terminal, mode: string | undefined): Promise<void> {
  return terminal.comesTo(() => terminal.own()['mode'] === mode);
}
