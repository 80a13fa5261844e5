import { type CrashPoint, onCrashPoint } from '@liaison/contracts';

/** How a process ends at a crash point: the id and the name of a signal, as `process.kill` takes them. */
export type Kill = (pid: number, signal: 'SIGKILL' | 'SIGSTOP') => void;

/**
 * Lets this process die of SIGKILL, or freeze until SIGCONT, at the nth passage of one point:
 * `after-append:40`, `before-state:40:freeze`; empty: never. `say` is told just before.
 */
export function crashAt(
  setting: string,
  say: (point: CrashPoint) => void,
  kill: Kill = (pid, signal) => process.kill(pid, signal),
): void {
  const [at, count = '1', way] = setting.split(':');
  if (at === '') return onCrashPoint(undefined);
  let left = Number(count);
  onCrashPoint((point) => {
    if (point !== at || --left !== 0) return;
    say(point);
    kill(process.pid, way === 'freeze' ? 'SIGSTOP' : 'SIGKILL');
  });
}
