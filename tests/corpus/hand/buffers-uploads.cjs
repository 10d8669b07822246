/* truth
{"ops": 400, "leaks": [
  {"shape": "off-heap-buffers", "holder": "chunks", "file": "buffers-uploads.cjs",
   "class": ["Buffer", "Uint8Array", "ArrayBuffer"], "before": 40, "new": 400}
]}
*/
'use strict';
// Leaks on purpose: the chunks of finished uploads stay in the list of the receiver.
const path = require('path');
const v8 = require('v8');

function createReceiver() {
  const chunks = [];
  let received = 0;
  return {
    receive(chunk) {
      chunks.push(chunk);
      received += chunk.length;
    },
    finish() {
      const sizes = chunks.map(chunk => chunk.length);
      received = 0;
      return sizes.length;
    },
  };
}

const receiver = createReceiver();

function upload(count) {
  for (let i = 0; i < count; i++) {
    receiver.receive(Buffer.alloc(16 * 1024, i & 0xff));
    if (i % 10 === 9) receiver.finish();
  }
}

exports.receiver = receiver;

const out = process.argv[2] || '.';
upload(40);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
upload(400);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
