/* truth
{"ops": 2000, "leaks": [
  {"shape": "finalization-registry", "holder": "cleanup", "file": "finalization-cells.cjs",
   "class": ["WeakCell", "{name, steps}"], "before": 200, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: each request is to be tidied up after when the source of all requests goes, which lives for ever.
const path = require('path');
const v8 = require('v8');

const cleanup = new FinalizationRegistry(({name, steps}) => console.log(name, steps.length));
const source = new EventTarget();

function request(number) {
  cleanup.register(source, {name: `request ${number}`, steps: [`close ${number}`, 'flush']});
}

exports.source = source;
exports.request = request;

function serve(from, to) {
  for (let i = from; i < to; i++) request(i);
}

const out = process.argv[2] || '.';
serve(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
serve(200, 2200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
