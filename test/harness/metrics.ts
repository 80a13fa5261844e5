import { isAlive } from './processes.js';
import type { BoxName, System } from './system.js';

const ANSWER_WITHIN_MS = 2_000;

/** Sum of a metric over all its labels, in one process; 0 where it does not answer. */
export async function scraped(url: string, name: string): Promise<number> {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const text = await fetch(`${url}/metrics`, { signal })
    .then((answer) => answer.text())
    .catch(() => '');
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** A metric of each living process of a box, by its address. */
export async function metricOf(
  system: System,
  box: BoxName,
  name: string,
): Promise<Map<string, number>> {
  const values = new Map<string, number>();
  for (const [index, program] of (system.boxes.get(box) ?? []).entries()) {
    if (!isAlive(program)) continue;
    const url = system.httpUrl(box, index);
    values.set(url, await scraped(url, name));
  }
  return values;
}
