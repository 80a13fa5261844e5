/** A terminal's Ctrl-C reaches its whole group, and parents pass it on: so soon it is the same wish. */
const SAME_WISH_MS = 1_000;

/**
 * Resolves with `asked` at the first SIGINT, SIGTERM or SIGHUP, when nobody reads our output any more,
 * or after some seconds. A signal more than a second later ends the process at once, with 130.
 */
export function whenAskedToStop(seconds?: number): Promise<'asked'> {
  return new Promise((resolve) => {
    let askedMs: number | undefined;
    const ask = (): void => {
      askedMs ??= performance.now();
      clearTimeout(timer);
      resolve('asked');
    };
    const signalled = (): void => {
      if (askedMs !== undefined && performance.now() - askedMs > SAME_WISH_MS) process.exit(130);
      ask();
    };
    const timer = seconds === undefined ? undefined : setTimeout(ask, seconds * 1000);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, signalled);
    process.stdout.on('error', ask);
    process.stderr.on('error', ask);
  });
}
