class Job {
  constructor(name, previous) {
    this.name = name;
    this.previous = previous;
    this.steps = Array.from({length: 16}, (_, i) => `step ${i} of ${name}`);
  }
}

class Worker {
  #last = null;
  #queue = [];

  run(name) {
    // Leaks: each job knows the one before it, for an undo that was never written.
    this.#last = new Job(name, this.#last);
    this.#queue.push(name);
    // As it should be: what is put into the queue is taken out.
    while (this.#queue.length > 5) this.#queue.shift();
  }

  get last() {
    return this.#last?.name;
  }
}

export const worker = new Worker();
