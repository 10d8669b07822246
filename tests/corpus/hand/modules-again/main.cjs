/* truth
{"ops": 2000, "leaks": [
  {"shape": "module-cache", "holder": ["children", "module.children"],
   "class": "Module", "before": 200, "new": 2000, "in_heap_before": [201, 202, 203, 204, 205, 206]}
]}
*/
'use strict';
// Leaks on purpose: a plugin is loaded anew for each request, so that nobody has to restart after editing it. Its entry
// in the cache is deleted, and its module stays with the one that asked for it.
const path = require('path');
const v8 = require('v8');

function handle(number) {
  delete require.cache[require.resolve('./plugin.cjs')];
  return require('./plugin.cjs').answer(number);
}

exports.handle = handle;

function serve(from, to) {
  for (let i = from; i < to; i++) handle(i);
}

const out = process.argv[2] || '.';
serve(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
serve(200, 2200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
