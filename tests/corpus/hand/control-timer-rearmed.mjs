/* truth
{"ops": 2000, "leaks": [], "verdict": "nothing-grew"}
*/
// Control: a time-out that is cleared and set again with each sign of life.
import path from 'node:path';
import v8 from 'node:v8';

class Watchdog {
  #timer = null;
  #expired = 0;

  constructor(name, delay) {
    this.name = name;
    this.delay = delay;
  }

  feed(note) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#expired++;
      this.note = note;
    }, this.delay);
    this.#timer.unref();
  }
}

export const dogs = ['disk', 'network', 'database'].map((name, i) => new Watchdog(name, 10000 + i * 5000));

function live(from, to) {
  for (let i = from; i < to; i++) {
    for (const dog of dogs) dog.feed({text: `alive for the ${i}th time`, from: [dog.name]});
  }
}

const out = process.argv[2] ?? '.';
live(0, 1000);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
live(1000, 3000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
