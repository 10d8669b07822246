/* truth
{"ops": 400, "leaks": [
  {"shape": ["shared-context", "closure-chain"], "holder": ["current", "connection", "original"], "file": "shared-context-replaced.cjs",
   "class": ["status()", "{payload, status}"], "at": "shared-context-replaced.cjs: status()", "before": 61, "new": 400}
]}
*/
'use strict';
// Leaks on purpose, the classic way: one closure of a scope mentions what was there before, another one is kept,
// and so each keeps its forerunner.
const path = require('path');
const v8 = require('v8');

let current = null;

function reconnect(number) {
  const original = current;
  const compare = () => {
    if (original) return original.payload.length;
    return 0;
  };
  current = {
    payload: Array.from({length: 60}, (_, i) => `byte ${i} of ${number}`),
    status() {
      return `connection ${number}`;
    },
  };
  return compare;
}

exports.status = () => current.status();
exports.reconnect = reconnect;

function reconnectOften(from, to) {
  for (let i = from; i < to; i++) reconnect(i);
}

const out = process.argv[2] || '.';
reconnectOften(0, 61);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
reconnectOften(61, 461);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
