/* truth
{"ops": 1200, "leaks": [
  {"shape": "closure-capture", "holder": ["#rollbacks", "db.#rollbacks", "Database.#rollbacks"], "file": "several-classes.mjs",
   "class": "rollback()", "at": "several-classes.mjs: const rollback", "before": 40, "new": 300},
  {"shape": "object-dictionary", "holder": ["metrics.byRoute", "byRoute", "Metrics.byRoute"], "file": "several-classes.mjs",
   "class": "Histogram", "at": "several-classes.mjs: class Histogram", "before": 160, "new": 1200},
  {"shape": "unbounded-set", "holder": ["#known", "dedupe.#known", "Deduplicator.#known"], "file": "several-classes.mjs",
   "class": "Fingerprint", "at": "several-classes.mjs: class Fingerprint", "before": 160, "new": 1200}
]}
*/
// Three leaks on purpose, all behind classes; an object pool and a WeakMap beside them are as they should be.
import path from 'node:path';
import v8 from 'node:v8';

class Database {
  #rollbacks = [];
  #rows = new Array(200).fill('empty');

  write(number) {
    const saved = this.#rows.map((row, i) => `${row.slice(0, 5)} ${i} at ${number}`);
    const rollback = () => {
      this.#rows = saved;
    };
    this.#rollbacks.push(rollback);
    this.#rows[number % 200] = `row written by ${number}`;
  }

  undo() {
    this.#rollbacks.pop()?.();
  }
}

class Histogram {
  constructor(route) {
    this.route = route;
    this.buckets = [0.5, 1.5, 2.5, 5.5, 10.5];
    this.labels = {route, method: 'GET', status: ['200']};
  }
}

class Metrics {
  byRoute = {};

  observe(route) {
    // The path has an id in it, so every route is new.
    this.byRoute[route] ??= new Histogram(route);
  }
}

class Fingerprint {
  constructor(text) {
    this.text = text;
  }
}

class Deduplicator {
  #known = new Set();

  add(text) {
    this.#known.add(new Fingerprint(text));
    return this.#known.size;
  }
}

class Pool {
  #free = Array.from({length: 64}, () => ({bytes: new Array(8).fill('0')}));

  with(use) {
    const item = this.#free.pop();
    use(item);
    this.#free.push(item);
  }
}

export const db = new Database();
export const metrics = new Metrics();
export const dedupe = new Deduplicator();
const pool = new Pool();
const seenBy = new WeakMap();

export function handle(number) {
  const request = {url: `/users/${number}`};
  seenBy.set(request, {by: [`worker ${number % 4}`]});
  if (number % 4 === 0) db.write(number);
  metrics.observe(request.url);
  dedupe.add(`body of ${request.url}`);
  pool.with(item => item.bytes.fill(`byte ${seenBy.get(request).by}`));
}

function load(from, to) {
  for (let number = from; number < to; number++) handle(number);
}

const out = process.argv[2] ?? '.';
load(0, 160);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
load(160, 1360);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
