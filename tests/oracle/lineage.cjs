'use strict';
// Orders, some before a snapshot and some more before the next; the same again in a worker.
//
//   node lineage.cjs DIRECTORY [ORDERS]
//
// writes before, after, worker-before and worker-after.heapsnapshot.
const path = require('path');
const v8 = require('v8');
const {Worker, isMainThread, workerData} = require('worker_threads');

class Order {
  constructor(id) { this.label = 'order number ' + id; }
}

const orders = new Map();

function take(from, to) {
  for (let id = from; id < to; id++) orders.set(id, new Order(id));
}

function writePair(directory, prefix, count) {
  take(0, 100);
  v8.writeHeapSnapshot(path.join(directory, prefix + 'before.heapsnapshot'));
  take(100, 100 + count);
  v8.writeHeapSnapshot(path.join(directory, prefix + 'after.heapsnapshot'));
}

if (isMainThread) {
  const directory = process.argv[2] || '.';
  writePair(directory, '', Number(process.argv[3] || 500));
  new Worker(__filename, {workerData: directory});
} else {
  writePair(workerData, 'worker-', 500);
}
