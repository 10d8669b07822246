/* truth
{"ops": 4000, "leaks": [
  {"shape": "unbounded-set", "holder": ["seen", "consumer.seen", "Consumer.seen"], "file": "set-of-ids.cjs",
   "class": ["(string)", "(concatenated string)"], "before": 500, "new": 4000}
]}
*/
'use strict';
// Leaks on purpose: a queue consumer remembers the id of each message, so as to handle none twice.
const path = require('path');
const v8 = require('v8');

function Consumer() {
  this.seen = new Set();
  this.handled = 0;
}

Consumer.prototype.receive = function(message) {
  if (this.seen.has(message.id)) return false;
  this.seen.add(message.id);
  this.handled++;
  return true;
};

const consumer = new Consumer();

function deliver(from, to) {
  for (let i = from; i < to; i++) {
    const message = {id: `message-${i}@queue.example`, body: 'hello'};
    consumer.receive(message);
    // Delivered at least once, and so at times twice.
    if (i % 10 === 0) consumer.receive(message);
  }
}

exports.consumer = consumer;

const out = process.argv[2] || '.';
deliver(0, 500);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
deliver(500, 4500);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
