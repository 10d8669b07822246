/* truth
{"ops": 2000, "leaks": [
  {"shape": "linked-list", "holder": ["outbox", "outbox.head", "outbox.tail", "Queue.head", "Queue.tail"], "file": "linked-list-queue.cjs",
   "class": "{value, next}", "before": 200, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: a queue by hand; what is put in at the tail nobody takes out at the head.
const path = require('path');
const v8 = require('v8');

class Queue {
  constructor() {
    this.head = null;
    this.tail = null;
  }

  put(value) {
    const node = {value, next: null};
    if (this.tail) this.tail.next = node;
    else this.head = node;
    this.tail = node;
  }

  take() {
    const {value} = this.head;
    this.head = this.head.next;
    if (!this.head) this.tail = null;
    return value;
  }
}

const outbox = new Queue();

exports.send = text => outbox.put({text, to: 'list@lists.example'});
exports.deliver = () => outbox.take();

function write(from, to) {
  for (let i = from; i < to; i++) exports.send(`letter ${i}`);
}

const out = process.argv[2] || '.';
write(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
write(200, 2200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
