/* truth
{"ops": 1300, "leaks": [
  {"shape": "unbounded-array", "holder": ["exports.deprecations", "module.exports.deprecations", "deprecations"], "file": "array-on-exports.cjs",
   "class": "Deprecation", "at": "array-on-exports.cjs: class Deprecation", "before": 110, "new": 1300}
]}
*/
'use strict';
// Leaks on purpose: warnings are collected in an array that hangs on the module itself.
const path = require('path');
const v8 = require('v8');

exports.deprecations = [];

class Deprecation {
  constructor(what, caller) {
    this.what = what;
    this.caller = caller;
  }
}

exports.deprecate = (what, caller) => {
  exports.deprecations.push(new Deprecation(what, {file: caller, frames: [`${caller}:10`, `${caller}:20`]}));
};

exports.oldApi = caller => {
  exports.deprecate('oldApi', caller);
  return caller.length;
};

function use(from, to) {
  for (let i = from; i < to; i++) exports.oldApi(`plugins/plugin-${i}.js`);
}

const out = process.argv[2] || '.';
use(0, 110);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
use(110, 1410);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
