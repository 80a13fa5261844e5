/** Takes what happens, and tells who listens. `E`: what comes with each event, by its name. */
export class Events<E extends object> {
  private readonly listeners = new Map<keyof E, Set<(value: never) => void>>();

  /** Listens from now on; answers how to stop. */
  on<K extends keyof E>(name: K, listener: (value: E[K]) => void): () => void {
    const all = this.listeners.get(name) ?? new Set();
    all.add(listener);
    this.listeners.set(name, all);
    return () => void all.delete(listener);
  }

  /** A listener that throws keeps nobody else from hearing; its error goes where uncaught ones go. */
  tell<K extends keyof E>(name: K, value: E[K]): void {
    for (const listener of this.listeners.get(name) ?? []) {
      try {
        (listener as (value: E[K]) => void)(value);
      } catch (error) {
        setTimeout(() => {
          throw error;
        });
      }
    }
  }
}
