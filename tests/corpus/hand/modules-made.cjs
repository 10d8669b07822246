/* truth
{"ops": 2000, "leaks": [
  {"shape": "module-cache", "holder": ["children", "module.children"],
   "class": "Module", "before": 200, "new": 2000, "in_heap_before": [201, 202, 203, 204, 205, 206]}
]}
*/
'use strict';
// Leaks on purpose: templates are given a module of their own, as an old recipe has it, and this one as its parent, which
// then has them all.
const path = require('path');
const v8 = require('v8');
const Module = require('module');

function prepare(name) {
  const made = new Module(`template-${name}`, module);
  made.exports = {name, text: `Dear ${name}`};
  return made.exports;
}

exports.prepare = prepare;

function mail(from, to) {
  for (let i = from; i < to; i++) prepare(`reader ${i}`);
}

const out = process.argv[2] || '.';
mail(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
mail(200, 2200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
