/* truth
{"ops": 800, "leaks": [
  {"shape": "unbounded-array", "holder": ["#walks", "scheduler.#walks", "Scheduler.#walks"], "file": "array-of-generators.mjs",
   "class": ["walk", "walk()", "Generator"], "at": "array-of-generators.mjs: function* walk", "before": 100, "new": 800}
]}
*/
// Leaks on purpose: walks through a directory are begun, one step each, and never run to their end.
import path from 'node:path';
import v8 from 'node:v8';

function* walk(directory) {
  const entries = Array.from({length: 12}, (_, i) => `${directory}/entry-${i}`);
  for (const entry of entries) yield entry;
}

class Scheduler {
  #walks = [];

  begin(directory) {
    const steps = walk(directory);
    this.#walks.push(steps);
    return steps.next().value;
  }

  get running() {
    return this.#walks.length;
  }
}

export const scheduler = new Scheduler();

function scan(from, to) {
  for (let i = from; i < to; i++) scheduler.begin(`/srv/data/${i}`);
  return scheduler.running;
}

const out = process.argv[2] ?? '.';
scan(0, 100);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
scan(100, 900);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
