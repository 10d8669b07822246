/* truth
{"ops": 1000, "leaks": [
  {"shape": "closure-chain", "holder": ["#compute", "total.#compute", "Lazy.#compute"], "file": "closure-chain-field.mjs",
   "class": "plus()", "at": "closure-chain-field.mjs: function plus", "before": 120, "new": 1000}
]}
*/
// Leaks on purpose: a lazy sum that is added to and never computed.
import path from 'node:path';
import v8 from 'node:v8';

class Lazy {
  #compute;

  constructor(value) {
    this.#compute = () => value;
  }

  add(item) {
    const before = this.#compute;
    this.#compute = function plus() {
      return before() + item.amount;
    };
  }

  value() {
    const value = this.#compute();
    this.#compute = () => value;
    return value;
  }
}

export const total = new Lazy(0);

export function sell(name, amount) {
  total.add({name, amount, tags: [`sold ${name}`]});
}

function day(from, to) {
  for (let i = from; i < to; i++) sell(`article ${i}`, i * 0.5 + 0.25);
}

const out = process.argv[2] ?? '.';
day(0, 120);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
day(120, 1120);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
