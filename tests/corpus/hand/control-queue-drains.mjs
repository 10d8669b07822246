/* truth
{"ops": 3000, "leaks": [], "verdict": "nothing-grew"}
*/
// Control: a queue that fills and is emptied again; a few jobs are always in it.
import path from 'node:path';
import v8 from 'node:v8';

class Job {
  constructor(name) {
    this.name = name;
    this.input = [`input of ${name}`];
  }

  async run() {
    return this.input.length;
  }
}

class Queue {
  #jobs = [];
  #done = 0;

  put(name) {
    this.#jobs.push(new Job(name));
  }

  async drainTo(rest) {
    while (this.#jobs.length > rest) this.#done += await this.#jobs.shift().run();
  }
}

export const queue = new Queue();

async function work(from, to) {
  for (let i = from; i < to; i += 100) {
    for (let k = i; k < i + 100; k++) queue.put(`job ${k}`);
    await queue.drainTo(20);
  }
}

const out = process.argv[2] ?? '.';
await work(0, 2000);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
await work(2000, 5000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
