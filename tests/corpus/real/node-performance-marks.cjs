/* truth
{"report": "nodejs/node#40755", "mended": {"use": "performance.clearMarks() after each request"}, "ops": 1000, "leaks": [
  {"shape": ["unbounded-array", "linked-list"], "holder": ["markEntryBuffer"], "class": "PerformanceMark", "before": 300, "new": 1000}
]}
*/
'use strict';
// Requests are marked, to be looked at in a tool. The runtime keeps all marks for whoever may
// ask for them.
const {performance} = require('node:perf_hooks');
const {each, isMended, run} = require('./harness.cjs');

process.removeAllListeners('warning');

function handle(number) {
  performance.mark(`order ${number}`, {detail: {route: '/orders'}});
  if (isMended) performance.clearMarks(`order ${number}`);
}

run({ops: 1000, grow: each(handle)});
