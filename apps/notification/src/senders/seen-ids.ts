/** Ids of one generation; the one before is kept too. */
const GENERATION_IDS = 500_000;
const SLOTS_MIN = 1_024;

/**
 * Which events of a sender were there, by 64 bits of SHA-256 out of the UUID each is named with
 * (`eventName`): the last 500,000 at least, 1,000,000 at most (16 MiB). Two different ids are taken for one in less than one of 10^13 events.
 */
export class SeenIds {
  #current = new IdTable();
  #before: IdTable | undefined;

  constructor(private readonly generationIds = GENERATION_IDS) {}

  has(name: string): boolean {
    const [high, low] = bitsOf(name);
    return this.#current.has(high, low) || this.#before?.has(high, low) === true;
  }

  add(name: string): void {
    if (this.#current.size >= this.generationIds) {
      this.#before = this.#current;
      this.#current = new IdTable();
    }
    const [high, low] = bitsOf(name);
    this.#current.add(high, low);
  }
}

/** Of a UUIDv8 without its time, version and variant: digits of the hash alone. */
function bitsOf(name: string): readonly [number, number] {
  const high = Number.parseInt(name.slice(15, 18) + name.slice(20, 23) + name.slice(24, 26), 16);
  const low = Number.parseInt(name.slice(28, 36), 16);
  // Two zeros mean an empty slot.
  return [high, high === 0 && low === 0 ? 1 : low];
}

/** A set of 64-bit numbers by open addressing, at most half full. */
class IdTable {
  size = 0;
  #slots = new Uint32Array(2 * SLOTS_MIN);

  has(high: number, low: number): boolean {
    return this.#isTaken(this.#find(high, low));
  }

  add(high: number, low: number): void {
    const slot = this.#find(high, low);
    if (this.#isTaken(slot)) return;
    this.#put(slot, high, low);
    if (++this.size * 4 > this.#slots.length) this.#grow();
  }

  #isTaken(slot: number): boolean {
    return this.#slots[2 * slot] !== 0 || this.#slots[2 * slot + 1] !== 0;
  }

  /** The slot of a number, or the empty one it belongs into. */
  #find(high: number, low: number): number {
    const mask = this.#slots.length / 2 - 1;
    let slot = low & mask;
    while (
      this.#isTaken(slot) &&
      (this.#slots[2 * slot] !== high || this.#slots[2 * slot + 1] !== low)
    ) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #put(slot: number, high: number, low: number): void {
    this.#slots[2 * slot] = high;
    this.#slots[2 * slot + 1] = low;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(2 * old.length);
    for (let at = 0; at < old.length; at += 2) {
      const high = old[at] ?? 0;
      const low = old[at + 1] ?? 0;
      if (high !== 0 || low !== 0) this.#put(this.#find(high, low), high, low);
    }
  }
}
