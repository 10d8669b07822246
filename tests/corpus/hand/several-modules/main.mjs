/* truth
{"ops": 600, "leaks": [
  {"shape": ["off-heap-buffers", "unbounded-map"], "holder": "originals", "file": "images.mjs",
   "class": ["Buffer", "Uint8Array", "ArrayBuffer"], "before": 60, "new": 600},
  {"shape": "linked-list", "holder": ["#last", "worker.#last", "Worker.#last"], "file": ["jobs.mjs", "main.mjs"],
   "class": "Job", "at": "jobs.mjs: class Job", "before": 60, "new": 600},
  {"shape": "timers", "kind": "timers", "delay": 86400000,
   "class": "()", "at": "main.mjs: setTimeout(() =>", "before": 60, "new": 600}
]}
*/
// Three leaks on purpose in three modules, and two containers that are as they should be.
import path from 'node:path';
import v8 from 'node:v8';
import {etags} from './cache.mjs';
import {upload} from './images.mjs';
import {worker} from './jobs.mjs';

const day = 24 * 60 * 60 * 1000;

export function handle(number) {
  const name = `image-${number}.jpg`;
  const answer = {text: upload(name, Buffer.alloc(10000, number & 0xff))};
  worker.run(name);
  // Leaks: deleted in a day, they say, from a shelf where nothing is put.
  setTimeout(() => {
    answer.text = '';
  }, day).unref();
  return etags.get(name, key => ({etag: `"${key.length}-${key}"`, weak: ['W']})).etag;
}

function load(from, to) {
  for (let number = from; number < to; number++) handle(number);
}

const out = process.argv[2] ?? '.';
// The small cache turns over before the first snapshot.
for (let i = 0; i < 300; i++) etags.get(`warm-${i}`, key => ({etag: key, weak: ['W']}));
load(0, 60);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
load(60, 660);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
