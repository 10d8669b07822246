/* truth
{"report": "isaacs/node-graceful-fs#102", "packages": {"graceful-fs": "4.1.11"}, "mended": {"use": "loaded once"}, "ops": 400, "leaks": [
  {"shape": "closure-chain", "holder": ["process.cwd", "process.chdir", "cwd", "chdir", "close", "closeSync", "fs.close", "fs.closeSync"],
   "class": "()", "at": ["polyfills.js:9", "polyfills.js:19", "graceful-fs.js:37", "graceful-fs.js:48"], "before": 100, "new": 400, "in_heap_before": 400, "in_heap": 1600}
]}
*/
'use strict';
// Test runners load all modules anew for each file. Each load of this one wraps what the one
// before had put in the place of process.cwd, process.chdir, fs.close and fs.closeSync.
const {each, isMended, run} = require('./harness.cjs');

// Leaves nothing behind in the module system itself.
function loadAnew(name) {
  const own = id => /graceful-fs/.test(id);
  const fs = require(name);
  for (const id of Object.keys(require.cache).filter(own)) delete require.cache[id];
  module.children = module.children.filter(({id}) => !own(id));
  return fs;
}

function runTestFile(number) {
  const fs = isMended ? require('graceful-fs') : loadAnew('graceful-fs');
  if (!fs.existsSync(__filename)) throw new Error(`test ${number} failed`);
}

run({ops: 400, before: 100, grow: each(runTestFile)});
