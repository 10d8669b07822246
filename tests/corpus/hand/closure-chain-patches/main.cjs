/* truth
{"ops": 2000, "leaks": [
  {"shape": "closure-chain", "holder": ["cwd", "process.cwd", "original"],
   "class": "quickCwd()", "at": "quick.cjs: function quickCwd", "before": 200, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: each test loads its modules anew, and one of them wraps a function of the process whenever it is
// loaded, round what it has put there before. All of them are made from one text in as many scripts.
const path = require('path');
const v8 = require('v8');

function runTest() {
  delete require.cache[require.resolve('./quick.cjs')];
  const {name} = require('./quick.cjs');
  // What was loaded is forgotten with care.
  module.children.length = 0;
  return name;
}

exports.runTest = runTest;

function runAll(count) {
  for (let i = 0; i < count; i++) runTest();
}

const out = process.argv[2] || '.';
runAll(200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
runAll(2000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
