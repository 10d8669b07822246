/* truth
{"ops": 300, "leaks": [
  {"shape": "off-heap-buffers", "holder": "signatures", "file": "buffers-slices.cjs",
   "class": ["Buffer", "Uint8Array", "ArrayBuffer"], "before": 30, "new": 300}
]}
*/
'use strict';
// Leaks on purpose: sixteen bytes of each file are kept, as a view of the whole file.
const path = require('path');
const v8 = require('v8');

const signatures = [];

function readFile(number) {
  const file = Buffer.alloc(48 * 1024);
  file.write(`SIG${number}`, 0);
  return file;
}

function remember(file) {
  // Buffer.from(…) round it would copy the sixteen bytes, and let the rest go.
  signatures.push(file.subarray(0, 16));
}

exports.isKnown = signature => signatures.some(known => known.equals(signature));

function scan(from, to) {
  for (let i = from; i < to; i++) remember(readFile(i));
}

const out = process.argv[2] || '.';
scan(0, 30);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
scan(30, 330);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
