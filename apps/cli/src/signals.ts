/** Resolves with `asked` at the first SIGINT or SIGTERM, or after some seconds; a second signal ends at once. */
export function whenAskedToStop(seconds?: number): Promise<'asked'> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = (): void => {
      if (asked) process.exit(130);
      asked = true;
      clearTimeout(timer);
      resolve('asked');
    };
    const timer = seconds === undefined ? undefined : setTimeout(stop, seconds * 1000);
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
