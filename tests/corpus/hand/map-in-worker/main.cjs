/* truth
{"ops": 900, "leaks": [
  {"shape": "unbounded-map", "holder": "parsedByHash", "file": "worker.cjs",
   "class": "ParsedDocument", "at": "worker.cjs: class ParsedDocument", "before": 100, "new": 900}
]}
*/
'use strict';
// Leaks on purpose, in a worker: the snapshots are of the worker's heap.
const path = require('path');
const {Worker} = require('worker_threads');

const worker = new Worker(path.join(__dirname, 'worker.cjs'));
const out = path.resolve(process.argv[2] || '.');
let parsed = 0;

function parse(count) {
  for (let i = 0; i < count; i++, parsed++) worker.postMessage({parse: `# Title ${parsed}\n\nbody of ${parsed}`});
}

function snapshot(side) {
  worker.postMessage({snapshot: path.join(out, `${side}.heapsnapshot`)});
}

worker.on('error', error => {
  throw error;
});
worker.on('message', ({written}) => {
  if (path.basename(written) === 'before.heapsnapshot') {
    parse(900);
    snapshot('after');
  } else {
    worker.terminate();
  }
});
parse(100);
snapshot('before');
