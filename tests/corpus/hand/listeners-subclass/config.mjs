import {EventEmitter} from 'node:events';

export class Config extends EventEmitter {
  #values = new Map();

  constructor(values) {
    super();
    this.setMaxListeners(0);
    for (const [name, value] of Object.entries(values)) this.#values.set(name, value);
  }

  get(name) {
    return this.#values.get(name);
  }

  set(name, value) {
    this.#values.set(name, value);
    this.emit('change', name, value);
  }
}

export const config = new Config({retries: 3, timeout: 500});
