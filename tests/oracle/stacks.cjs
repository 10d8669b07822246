'use strict';
// Orders made on known stacks while V8 records allocations, and some before it does.
//
//   node stacks.cjs FILE
//
// writes one snapshot. So few orders that no compiler puts a function into its caller, which V8's
// stacks then leave out.
const fs = require('fs');
const inspector = require('inspector');

class Order {
  constructor(id) { this.label = 'order number ' + id; }
}

const orders = [];

function makeOrder(id) {
  return new Order(id);
}

const handleRequest = id => { orders.push(makeOrder(id)); };

function serve(from, to) {
  for (let id = from; id < to; id++) handleRequest(id);
}

function importOrders(from, to) {
  for (let id = from; id < to; id++) orders.push(makeOrder(id));
}

const session = new inspector.Session();
session.connect();
serve(0, 30);
session.post('HeapProfiler.startTrackingHeapObjects', {trackAllocations: true});
serve(30, 150);
importOrders(150, 210);

const file = fs.openSync(process.argv[2], 'w');
session.on('HeapProfiler.addHeapSnapshotChunk', message => fs.writeSync(file, message.params.chunk));
// Done when `post` returns, or from Node 22 on some time later.
session.post('HeapProfiler.takeHeapSnapshot', {reportProgress: false}, () => {
  session.disconnect();  // tracking would keep the process alive
  fs.closeSync(file);
});
