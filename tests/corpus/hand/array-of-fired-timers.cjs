/* truth
{"ops": 2000, "leaks": [
  {"shape": "unbounded-array", "holder": "flushes", "file": "array-of-fired-timers.cjs",
   "class": "Timeout", "before": 200, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: the timer of each batch is kept so that it could be cleared. They have all run out.
const path = require('path');
const v8 = require('v8');

const flushes = [];

function sendLater(number) {
  const batch = {name: `batch ${number}`, events: [`click ${number}`]};
  flushes.push(setTimeout(() => {
    batch.sent = true;
  }, 1));
}

exports.sendLater = sendLater;
exports.abandon = () => flushes.forEach(clearTimeout);

async function record(from, to) {
  for (let i = from; i < to; i++) sendLater(i);
  await new Promise(resolve => setTimeout(resolve, 100));
}

async function main() {
  const out = process.argv[2] || '.';
  await record(0, 200);
  v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
  await record(200, 2200);
  v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
}

main();
