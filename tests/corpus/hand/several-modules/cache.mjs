// As it should be: bounded, and the oldest goes first.
export class BoundedCache {
  #entries = new Map();
  #max;

  constructor(max) {
    this.#max = max;
  }

  get(key, make) {
    if (!this.#entries.has(key)) {
      this.#entries.set(key, make(key));
      if (this.#entries.size > this.#max) this.#entries.delete(this.#entries.keys().next().value);
    }
    return this.#entries.get(key);
  }
}

export const etags = new BoundedCache(150);
