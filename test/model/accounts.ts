import type { Life } from './life.js';
import type { Random } from './random.js';

export const TERMINALS = ['t1', 't2'] as const;

/** What an account fact says; absent box: of an erased user nothing is sealed. */
export interface SaidOfAccount {
  readonly verb: string;
  readonly data: object;
  readonly box?: object;
}

/** A next lawful fact of a user's account, remembered; `fresh`: the id of a new credential. */
export function accountFact(random: Random, life: Life, fresh: string): SaidOfAccount | undefined {
  if (life.status === 'erasure-completed') return undefined;
  if (life.status === 'erased') {
    life.status = 'erasure-completed';
    return { verb: 'erasure-completed', data: { stores: ['rows'] } };
  }
  if (random.chance(20)) {
    const suspend = life.status === 'registered';
    life.status = suspend ? 'suspended' : 'registered';
    return { verb: suspend ? 'suspended' : 'reinstated', data: { cause: 'x' }, box: {} };
  }
  if (random.chance(6)) {
    life.status = 'erased';
    return { verb: 'erased', data: { by: 'operator' } };
  }
  return random.chance(40) ? credential(random, life, fresh) : terminal(random, life);
}

function credential(random: Random, { credentials }: Life, fresh: string): SaidOfAccount {
  const held = credentials.size === 0 ? undefined : random.pick([...credentials]);
  const isOver = held !== undefined && random.chance(60);
  if (isOver) credentials.delete(held);
  if (isOver && random.chance(50)) {
    return { verb: 'credential-revoked', data: { credential: held, cause: 'x' }, box: {} };
  }
  credentials.add(fresh);
  const replaces = isOver ? { replaces: held } : {};
  const data = { credential: fresh, kind: 'refresh-family', ...replaces };
  return { verb: 'credential-issued', data, box: {} };
}

function terminal(random: Random, life: Life): SaidOfAccount | undefined {
  const id = random.pick(TERMINALS);
  if (life.enrolled.delete(id)) {
    return { verb: 'terminal-removed', data: { terminal: id, cause: 'x' }, box: {} };
  }
  if (life.ever.has(id)) return undefined;
  life.enrolled.add(id);
  life.ever.add(id);
  return { verb: 'terminal-enrolled', data: { terminal: id, kind: 'phone' }, box: { label: id } };
}
