import type { Kept } from '@liaison/terminal-sdk';

const SESSION = 'liaison.session';
const YEAR_SECONDS = 31_536_000;

/** Who is logged in, in this window, until it is closed. */
interface Session {
  readonly login: string;
  readonly refresh: string;
}

/** Who is logged in here, to go on after the page was loaded again. */
export function lastSession(): Session | undefined {
  const text = sessionStorage.getItem(SESSION);
  return text === null ? undefined : (JSON.parse(text) as Session);
}

/**
 * What is kept for this login. The terminal's id is no secret, and lies in a cookie: a server that is
 * started again may listen elsewhere, and is not to be given one terminal more each time.
 */
export function keptFor(login: string): Kept {
  const name = `${cookieOf(login)}=`;
  const cookie = document.cookie.split('; ').find((one) => one.startsWith(name));
  return cookie === undefined ? {} : { terminal: cookie.slice(name.length) };
}

export function keep(login: string, { terminal, refresh }: Kept): void {
  if (terminal !== undefined) {
    document.cookie = `${cookieOf(login)}=${terminal}; path=/; max-age=${YEAR_SECONDS}; samesite=strict`;
  }
  if (refresh === undefined) sessionStorage.removeItem(SESSION);
  else sessionStorage.setItem(SESSION, JSON.stringify({ login, refresh }));
}

/** It is no terminal of this user's any more: the next login enrols a new one. */
export function forgetTerminal(login: string): void {
  document.cookie = `${cookieOf(login)}=; path=/; max-age=0; samesite=strict`;
}

export function forgetSession(): void {
  sessionStorage.removeItem(SESSION);
}

function cookieOf(login: string): string {
  return `liaison-terminal-${encodeURIComponent(login)}`;
}
