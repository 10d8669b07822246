/* truth
{"ops": 600, "leaks": [
  {"shape": ["pending-promises", "unbounded-map"], "holder": ["#waiting", "rpc.#waiting", "Rpc.#waiting"], "file": "promise-waiters.mjs",
   "class": ["{resolve, reject, method}", "call()", "call", "Generator", "()", "(closure)", "Function", "Promise"], "before": 80, "new": 600}
]}
*/
// Leaks on purpose: calls whose answer never comes have no time-out, so they wait in the table of calls for ever.
import path from 'node:path';
import v8 from 'node:v8';

class Rpc {
  #waiting = new Map();
  #lastId = 0;

  call(method) {
    const id = `call-${++this.#lastId}`;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {resolve, reject, method: `${method}/${id}`});
    });
  }

  answer(id, result) {
    this.#waiting.get(id)?.resolve(result);
    this.#waiting.delete(id);
  }

  get pending() {
    return this.#waiting.size;
  }
}

export const rpc = new Rpc();

async function show(number) {
  const parts = [`header ${number}`, await rpc.call('user/load')];
  return parts.join();
}

function load(count) {
  for (let i = 0; i < count; i++) show(i);
  return rpc.pending;
}

const out = process.argv[2] ?? '.';
load(80);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
load(600);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
process.exit(0);
