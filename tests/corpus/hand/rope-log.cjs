/* truth
{"ops": 2000, "leaks": [
  {"shape": "string-rope", "holder": "log", "file": "rope-log.cjs",
   "class": "(concatenated string)", "before": 250, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: a log that is written with += and never read.
const path = require('path');
const v8 = require('v8');

let log = '';
const lines = [];
for (let i = 0; i < 100; i++) lines.push(['request', i, 'was', 'answered', 'in', i % 9, 'ms\n'].join(' '));

function write(line) {
  log += line;
}

exports.read = () => log;

function serve(count) {
  for (let i = 0; i < count; i++) write(lines[i % lines.length]);
}

const out = process.argv[2] || '.';
serve(250);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
serve(2000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
