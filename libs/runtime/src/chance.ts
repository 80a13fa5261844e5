import { createHash, randomBytes } from 'node:crypto';
import { type Chance, randomSlice } from '@liaison/contracts';

/** Ids are cut from one filling; secrets are longer, and have bytes of their own. */
const ID_BYTES_MAX = 16;

/** The computer's. */
const systemChance: Chance = {
  bytes: (count) => (count <= ID_BYTES_MAX ? randomSlice(count) : randomBytes(count)),
};

/**
 * Chance that tests give: what is asked for follows from the seed, from what it is for, and from how
 * often it was asked for that; never from what was asked for anything else.
 */
class GivenChance implements Chance {
  private readonly asked = new Map<string, number>();

  constructor(private readonly seed: string) {}

  bytes(count: number, ...about: readonly unknown[]): Uint8Array {
    const name = JSON.stringify(about);
    const nth = (this.asked.get(name) ?? 0) + 1;
    this.asked.set(name, nth);
    const from = `${this.seed}\n${nth}\n${name}`;
    return createHash('shake256', { outputLength: count }).update(from).digest();
  }
}

/** Chance of the computer, or where a seed is set what follows from it. */
export function chanceOf(seed: string): Chance {
  return seed === '' ? systemChance : new GivenChance(seed);
}
