/* truth
{"report": "sindresorhus/import-fresh#2", "packages": {"require-uncached": "1.0.2"}, "mended": {"packages": {"require-uncached": "1.0.3"}}, "ops": 1000, "leaks": [
  {"shape": ["module-cache", "unbounded-array"], "holder": "children", "class": "Module", "before": 300, "new": 1000, "in_heap_before": 306}
]}
*/
'use strict';
// Settings are read again for each request. The module that calls require() remembers all its
// children, also those that are no longer in the cache.
const requireUncached = require('require-uncached');
const {each, run} = require('./harness.cjs');

function handle() {
  return requireUncached('./settings.cjs').describe();
}

run({ops: 1000, grow: each(handle)});
