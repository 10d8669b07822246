/* truth
{"ops": 2000, "leaks": [
  {"shape": "promise-chain", "holder": ["waiting", "waiting[…]", "push", "next"], "file": "promise-recursion.cjs",
   "class": ["Promise", "PromiseReaction"], "before": [201, 202, 200], "new": [2000, 2001], "in_heap": 2001}
]}
*/
'use strict';
// Leaks on purpose: what nobody waits for is skipped by asking again, and the first answer waits for the second, that for
// the third. One promise of 2,001 new ones is of the question that is open.
const path = require('path');
const v8 = require('v8');

const waiting = [];

function push(message) {
  waiting.shift()?.(message);
}

function next() {
  return new Promise(resolve => waiting.push(resolve));
}

function nextOf(room) {
  return next().then(message => message.room === room ? message : nextOf(room));
}

exports.push = push;
exports.nextOf = nextOf;

async function chat(from, to) {
  for (let i = from; i < to; i++) {
    push({room: 'other', text: `message ${i}`});
    await new Promise(resolve => setImmediate(resolve));
  }
}

async function main() {
  const out = process.argv[2] || '.';
  nextOf('mine').then(message => console.log(message));
  await chat(0, 200);
  v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
  await chat(200, 2200);
  v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
}

main();
