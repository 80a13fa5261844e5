import type { Declared } from './offices.js';

/** Types any service may emit: what they are about is in their names. */
const EMITS = [
  { type: 'news.user', about: 'user' },
  { type: 'call.user', about: 'user' },
  { type: 'tick.all', about: 'nobody' },
  { type: 'alarm.all', about: 'nobody' },
] as const;

/** Push or pull for good; the third digit of the seed says which calls it takes. */
export function declaredBy(service: string, seed: number): Declared {
  const has = (bit: number): boolean => Math.floor(seed / 2 ** bit) % 2 === 1;
  const emits = EMITS.filter((_, n) => n === 0 || has(n));
  const wants = EMITS.filter((_, n) => n % 2 === 0 || has(n + 4)).map(({ type }, n) =>
    has(n + 8) && service !== 's0' ? { type, from: 's0' } : { type },
  );
  return {
    emits: [...emits],
    wants,
    delivery: service === 's0' || service === 's1' ? 'push' : 'pull',
    calls: has(3) ? ['echo'] : ['echo', 'ring'],
  };
}
