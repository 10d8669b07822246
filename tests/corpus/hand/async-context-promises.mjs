/* truth
{"ops": 600, "leaks": [
  {"shape": ["async-context", "pending-promises"], "holder": ["tracing", "warmedUp", "finish"], "file": "async-context-promises.mjs",
   "class": ["Trace", "wait()", "wait", "Generator"],
   "at": ["async-context-promises.mjs: class Trace", "async-context-promises.mjs: async function wait"], "before": 70, "new": 600}
]}
*/
// Leaks on purpose: calls wait for ever, and each of them keeps the trace it was made in.
import {AsyncLocalStorage} from 'node:async_hooks';
import path from 'node:path';
import v8 from 'node:v8';

export const tracing = new AsyncLocalStorage();

let finish;
const warmedUp = new Promise(resolve => {
  finish = resolve;
});

class Trace {
  constructor(number) {
    this.id = `trace-${number}`;
    this.spans = Array.from({length: 40}, (_, i) => ({name: `span ${i} of ${number}`}));
  }
}

async function wait() {
  await warmedUp;
}

export function handle(number) {
  tracing.run(new Trace(number), () => {
    wait();
  });
}

export const end = () => finish();

function load(from, to) {
  for (let i = from; i < to; i++) handle(i);
}

const out = process.argv[2] ?? '.';
load(0, 70);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
load(70, 670);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
process.exit(0);
