/* truth
{"ops": 1000, "leaks": [
  {"shape": "unbounded-array", "holder": ["kPending", "<symbol kPending>", "[kPending]"], "file": "array-symbol-property.mjs",
   "class": "{statement, parameters}", "before": 150, "new": 1000}
]}
*/
// Leaks on purpose: hidden behind a symbol, as libraries do it, statements wait for a batch that is never sent.
import path from 'node:path';
import v8 from 'node:v8';

const kPending = Symbol('kPending');

class Database {
  constructor() {
    this[kPending] = [];
    this.sent = 0;
  }

  execute(statement, ...parameters) {
    this[kPending].push({statement: `${statement} limit ${parameters.length}`, parameters});
  }

  flush() {
    this.sent += this[kPending].length;
    this[kPending] = [];
  }
}

export const database = new Database();

function work(from, to) {
  for (let i = from; i < to; i++) database.execute(`select ${i} from things`, `first of ${i}`, `second of ${i}`);
}

const out = process.argv[2] ?? '.';
work(0, 150);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
work(150, 1150);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
