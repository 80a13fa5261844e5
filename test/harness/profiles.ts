import type { Terminal } from './terminal.js';

type Document = Record<string, unknown>;

/** Uploads a new profile and makes it the active one. */
export async function useProfile(terminal: Terminal, profile: Document): Promise<void> {
  await terminal.call('profile.upload', { profile });
  await terminal.call('profile.activate', { profile: profile['profile'] });
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

/**
 * Waits for an answer to a question that changes nothing: whatever the gateway had told this terminal
 * when it answered has arrived.
 */
export async function caughtUp(...terminals: readonly Terminal[]): Promise<void> {
  await Promise.all(terminals.map((terminal) => terminal.call('terminal.list')));
}

/** Waits until the terminal has been told that its own user's mode (or none) is active. */
export async function toldOwnMode(terminal: Terminal, mode: string | undefined): Promise<void> {
  const tells = (): boolean => terminal.own()['mode'] === mode;
  if (tells()) return;
  await terminal.next(tells);
}
