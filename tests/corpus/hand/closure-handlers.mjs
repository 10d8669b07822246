/* truth
{"ops": 300, "leaks": [
  {"shape": "closure-capture", "holder": ["#finalizers", "scope.#finalizers", "Scope.#finalizers"], "file": "closure-handlers.mjs",
   "class": "()", "at": "closure-handlers.mjs: scope.atEnd(() =>", "before": 30, "new": 300}
]}
*/
// Leaks on purpose: what is to be done at the end needs one number of the file, and keeps all of it.
import path from 'node:path';
import v8 from 'node:v8';

class Scope {
  #finalizers = [];

  atEnd(finalizer) {
    this.#finalizers.push(finalizer);
  }

  end() {
    let sum = 0;
    while (this.#finalizers.length) sum += this.#finalizers.pop()();
    return sum;
  }
}

export const scope = new Scope();

function readLines(number) {
  return Array.from({length: 400}, (_, line) => `line ${line} of file ${number}`);
}

export function importFile(number) {
  const lines = readLines(number);
  scope.atEnd(() => lines.length);
  return lines[0];
}

function importAll(from, to) {
  for (let i = from; i < to; i++) importFile(i);
}

const out = process.argv[2] ?? '.';
importAll(0, 30);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
importAll(30, 330);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
