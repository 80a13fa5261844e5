/** Bounds of what is remembered, by number and by bytes as stored. */
export interface CacheBounds {
  readonly entriesMax: number;
  readonly bytesMax: number;
}

/** Remembers what was used last, within bounds. */
export class BoundedCache<K, V extends { readonly bytes: number }> {
  private readonly entries = new Map<K, V>();
  private bytes = 0;

  constructor(private readonly bounds: CacheBounds) {}

  get(key: K): V | undefined {
    const value = this.entries.get(key);
    if (value === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, value);
    return value;
  }

  put(key: K, value: V): void {
    this.drop(key);
    this.entries.set(key, value);
    this.bytes += value.bytes;
    for (const oldest of this.entries.keys()) {
      if (!this.isFull()) return;
      this.drop(oldest);
    }
  }

  drop(key: K): void {
    const value = this.entries.get(key);
    if (value === undefined) return;
    this.entries.delete(key);
    this.bytes -= value.bytes;
  }

  private isFull(): boolean {
    return this.entries.size > this.bounds.entriesMax || this.bytes > this.bounds.bytesMax;
  }
}
